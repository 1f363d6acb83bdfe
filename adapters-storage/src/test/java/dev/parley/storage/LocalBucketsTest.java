package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.RateLimit;
import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LocalBucketsTest {

    private static final RateLimit TEN = new RateLimit("sign-ins", 10, Duration.ofHours(1));
    private static final RateLimit OTHER = new RateLimit("turns", 10, Duration.ofHours(1));

    private final SettableClock clock = new SettableClock();
    private final LocalBuckets buckets = new LocalBuckets(clock);

    @Test
    void h06ManyAddressesDoNotFillTheMemory() {
        for (int i = 0; i < 3 * LocalBuckets.BUCKETS_MAX; i++) {
            buckets.take(TEN, "address" + i);
        }

        assertThat(buckets.size(TEN)).isEqualTo(LocalBuckets.BUCKETS_MAX);
    }

    @Test
    void h06ManyAddressesDoNotRefillABucket() {
        for (int i = 0; i < 10; i++) {
            buckets.take(TEN, "ann");
        }

        fill();

        assertThat(buckets.take(TEN, "ann").allowed()).isFalse();
    }

    @Test
    void h06WhoIsNewWhenAllBucketsAreInUseSharesOne() {
        fill();

        for (int i = 0; i < 10; i++) {
            assertThat(buckets.take(TEN, "new" + i).allowed()).as("take %s", i).isTrue();
        }

        assertThat(buckets.take(TEN, "new").allowed()).isFalse();
        assertThat(buckets.take(TEN, "address0").allowed()).isTrue();
        assertThat(buckets.take(OTHER, "new").allowed()).isTrue();
    }

    @Test
    void h06FullBucketsMakeRoom() {
        fill();
        for (int i = 0; i < 10; i++) {
            buckets.take(TEN, "address7");
        }

        // One of ten is back after six minutes, which is all that the others lack.
        clock.set(clock.instant().plus(Duration.ofMinutes(6)));

        assertThat(buckets.take(TEN, "new").remaining()).isEqualTo(9);
        assertThat(buckets.size(TEN)).isEqualTo(2);
        assertThat(buckets.take(TEN, "address7").remaining()).isZero();
    }

    private void fill() {
        for (int i = 0; i < LocalBuckets.BUCKETS_MAX; i++) {
            buckets.take(TEN, "address" + i);
        }
    }
}
