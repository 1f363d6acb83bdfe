package dev.parley.access;

final class InMemoryApiKeyStoreTest implements ApiKeyStoreContract {

    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();

    @Override
    public ApiKeyStore keys() {
        return store;
    }
}
