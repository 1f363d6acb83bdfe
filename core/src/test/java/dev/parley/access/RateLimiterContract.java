package dev.parley.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.RateLimiter.Decision;
import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link RateLimiter} does; each implementation's test says how to make one. */
@Timeout(60)
public interface RateLimiterContract {

    /** One every six minutes. */
    RateLimit TEN = new RateLimit("turns", 10, Duration.ofHours(1));

    /** The limiter under test, which has counted nothing; the same one during one test. */
    RateLimiter limiter();

    /** The clock of the limiter. */
    SettableClock clock();

    @Test
    default void h06AllowsSoManyAtOnceAndNotOneMore() {
        for (int i = 0; i < 10; i++) {
            Decision decision = limiter().take(TEN, "ann");
            assertThat(decision.allowed()).as("take %s", i).isTrue();
            assertThat(decision.remaining()).isEqualTo(9 - i);
        }

        Decision decision = limiter().take(TEN, "ann");

        assertThat(decision.allowed()).isFalse();
        assertThat(decision.remaining()).isZero();
    }

    @Test
    default void h06SaysWhenOneMoreIsAllowedAndWhenAllAre() {
        Decision first = limiter().take(TEN, "ann");
        assertThat(first.retryAfter()).isZero();
        isAbout(first.resetAfter(), Duration.ofMinutes(6));
        for (int i = 0; i < 8; i++) {
            limiter().take(TEN, "ann");
        }

        Decision last = limiter().take(TEN, "ann");
        Decision denied = limiter().take(TEN, "ann");

        assertThat(last.allowed()).isTrue();
        isAbout(last.retryAfter(), Duration.ofMinutes(6));
        isAbout(last.resetAfter(), Duration.ofHours(1));
        assertThat(denied.allowed()).isFalse();
        isAbout(denied.retryAfter(), Duration.ofMinutes(6));
        isAbout(denied.resetAfter(), Duration.ofHours(1));
    }

    @Test
    default void h06OneMoreIsAllowedWhenItWasSaidAndNotBefore() {
        takeAll("ann");
        Duration retryAfter = limiter().take(TEN, "ann").retryAfter();

        later(retryAfter.minusMillis(1));
        assertThat(limiter().take(TEN, "ann").allowed()).isFalse();

        later(Duration.ofMillis(1));
        assertThat(limiter().take(TEN, "ann").allowed()).isTrue();
        assertThat(limiter().take(TEN, "ann").allowed()).isFalse();
    }

    @Test
    default void h06AfterThePeriodAllAreAllowedAgainAndNoMore() {
        takeAll("ann");

        later(TEN.period().multipliedBy(3));

        takeAll("ann");
        assertThat(limiter().take(TEN, "ann").allowed()).isFalse();
    }

    @Test
    default void h06OtherKeysAndOtherLimitsAreCountedForThemselves() {
        takeAll("ann");

        assertThat(limiter().take(TEN, "bob").allowed()).isTrue();
        assertThat(limiter().take(TEN, "ann ").allowed()).isTrue();
        assertThat(limiter().take(new RateLimit("sign-ins", 10, TEN.period()), "ann").allowed())
                .isTrue();
        assertThat(limiter().take(TEN, "ann").allowed()).isFalse();
    }

    @Test
    default void h06AnyKeyIsCounted() {
        for (String key : new String[] {"", "\0", "é\uD83D\uDE00", "\uD83D", "x".repeat(100_000)}) {
            takeAll(key);
            assertThat(limiter().take(TEN, key).allowed()).isFalse();
        }
    }

    @Test
    default void h06OfAHundredAtOnceExactlyTenAreAllowed() throws Exception {
        Callable<Decision> take = () -> limiter().take(TEN, "ann");

        int allowed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Decision> answer : threads.invokeAll(Collections.nCopies(100, take))) {
                allowed += answer.get().allowed() ? 1 : 0;
            }
        }

        assertThat(allowed).isEqualTo(10);
    }

    private void takeAll(String key) {
        for (int i = 0; i < 10; i++) {
            assertThat(limiter().take(TEN, key).allowed()).as("take %s", i).isTrue();
        }
    }

    private void later(Duration duration) {
        clock().set(clock().instant().plus(duration));
    }

    private static void isAbout(Duration actual, Duration expected) {
        assertThat(actual).isCloseTo(expected, Duration.ofMillis(2));
    }
}
