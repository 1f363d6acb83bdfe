package dev.parley.access;

final class InMemorySessionStoreTest implements SessionStoreContract {

    private final InMemorySessionStore store = new InMemorySessionStore();

    @Override
    public SessionStore sessions() {
        return store;
    }
}
