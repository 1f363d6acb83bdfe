package dev.parley.oauth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** The system's clock, moved forward by hand, and faster if need be. */
public final class MovableClock implements InstantSource {

    private final Instant start = Instant.now();
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final int speed;

    public MovableClock(int speed) {
        this.speed = speed;
    }

    public void advance(Duration by) {
        ahead.updateAndGet(it -> it.plus(by));
    }

    @Override
    public Instant instant() {
        Duration passed = Duration.between(start, Instant.now());
        return start.plus(passed.multipliedBy(speed)).plus(ahead.get());
    }
}
