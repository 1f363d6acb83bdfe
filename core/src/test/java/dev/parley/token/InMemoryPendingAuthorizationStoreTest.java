package dev.parley.token;

final class InMemoryPendingAuthorizationStoreTest implements PendingAuthorizationStoreContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryPendingAuthorizationStore store =
            new InMemoryPendingAuthorizationStore(clock);

    @Override
    public PendingAuthorizationStore pending() {
        return store;
    }

    @Override
    public SettableClock clock() {
        return clock;
    }
}
