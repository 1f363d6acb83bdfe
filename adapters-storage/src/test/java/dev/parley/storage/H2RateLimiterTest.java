package dev.parley.storage;

import dev.parley.access.RateLimiter;
import dev.parley.access.RateLimiterContract;
import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class H2RateLimiterTest implements RateLimiterContract {

    @TempDir private static Path folder;
    private static Database database;
    private final SettableClock clock = new SettableClock();
    private BucketRateLimiter limiter;

    @BeforeAll
    static void open() {
        database = Database.open(DatabaseConfig.in(folder));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void makeLimiter() {
        limiter = new BucketRateLimiter(database, clock);
    }

    @Override
    public RateLimiter limiter() {
        return limiter;
    }

    @Override
    public SettableClock clock() {
        return clock;
    }
}
