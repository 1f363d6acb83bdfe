package dev.parley.token;

final class InMemoryClientRegistrationStoreTest implements ClientRegistrationStoreContract {

    private final InMemoryClientRegistrationStore store = new InMemoryClientRegistrationStore();

    @Override
    public ClientRegistrationStore registrations() {
        return store;
    }
}
