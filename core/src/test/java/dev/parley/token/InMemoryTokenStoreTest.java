package dev.parley.token;

import java.time.InstantSource;

final class InMemoryTokenStoreTest implements TokenStoreContract {

    private final InMemoryTokenStore store = new InMemoryTokenStore(InstantSource.system());

    @Override
    public TokenStore store() {
        return store;
    }
}
