package dev.parley.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InMemoryTokenStoreTest implements TokenStoreContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryTokenStore store = new InMemoryTokenStore(clock);

    @Override
    public TokenStore store() {
        return store;
    }

    @Override
    public TokenStore secondStore() {
        return store;
    }

    @Override
    public void letPass(Duration duration) {
        clock.set(clock.instant().plus(duration));
    }

    @Test
    void aLeaseLastsToTheMillisecond() {
        store.save(ANN, new Grant("files", SOURCE, Secret.of("a"), Set.of(), Instant.MAX));
        long version = store.find(ANN, "files").orElseThrow().version();
        assertThat(store.leaseRefresh(ANN, "files", version, Duration.ofSeconds(30))).isPresent();

        letPass(Duration.ofSeconds(30).minusMillis(1));
        assertThat(store.leaseRefresh(ANN, "files", version, Duration.ofSeconds(30))).isEmpty();

        letPass(Duration.ofMillis(1));
        assertThat(store.leaseRefresh(ANN, "files", version, Duration.ofSeconds(30))).isPresent();
    }
}
