package dev.parley.token;

import java.time.InstantSource;

final class InMemoryClientRegistrationStoreTest implements ClientRegistrationStoreContract {

    private final InMemoryClientRegistrationStore store =
            new InMemoryClientRegistrationStore(InstantSource.system());

    @Override
    public ClientRegistrationStore registrations() {
        return store;
    }
}
