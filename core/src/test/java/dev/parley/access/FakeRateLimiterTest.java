package dev.parley.access;

import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;

final class FakeRateLimiterTest implements RateLimiterContract {

    private final SettableClock clock = new SettableClock();
    private final FakeRateLimiter limiter = new FakeRateLimiter(clock);

    @Override
    public RateLimiter limiter() {
        return limiter;
    }

    @Override
    public SettableClock clock() {
        return clock;
    }
}
