package dev.parley.access;

final class InMemoryAccountStoreTest implements AccountStoreContract {

    private final InMemoryAccountStore store = new InMemoryAccountStore();

    @Override
    public AccountStore accounts() {
        return store;
    }
}
