package dev.parley.token;

final class InMemoryTokenStoreTest implements TokenStoreContract {

    private final InMemoryTokenStore store = new InMemoryTokenStore();

    @Override
    public TokenStore store() {
        return store;
    }
}
