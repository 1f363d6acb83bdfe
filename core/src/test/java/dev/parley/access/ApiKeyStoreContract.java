package dev.parley.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.access.ApiKeyStore.Held;
import dev.parley.token.Principal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ApiKeyStore} does; each implementation's test says how to make one. */
@Timeout(60)
public interface ApiKeyStoreContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");
    Instant NOW = Instant.parse("2026-11-01T10:00:00.456Z");

    /** The store under test, empty; the same one during one test. */
    ApiKeyStore keys();

    @Test
    default void findsNoKeyInAnEmptyStore() {
        assertThat(keys().find("one")).isEmpty();
        assertThat(keys().list(ANN)).isEmpty();
    }

    @Test
    default void findsTheKeyThatWasSaved() {
        for (ApiKey.Scope scope : ApiKey.Scope.values()) {
            ApiKey key =
                    new ApiKey("id" + scope, "nightly \uD83D\uDE00 é", scope, NOW, Instant.MAX);
            keys().save(ANN, key);

            assertThat(keys().find("id" + scope)).contains(new Held(ANN, key));
        }
        assertThat(keys().find("ID")).isEmpty();
    }

    @Test
    default void keepsWhenAKeyExpires() {
        ApiKey key = new ApiKey("one", "nightly", ApiKey.Scope.CHAT, NOW, NOW.plusSeconds(60));

        keys().save(ANN, key);

        assertThat(keys().find("one")).contains(new Held(ANN, key));
        assertThat(keys().list(ANN)).containsExactly(key);
    }

    @Test
    default void anIdOfAKeyIsTakenOnce() {
        ApiKey first = key("one", NOW);
        keys().save(ANN, first);

        assertThatThrownBy(() -> keys().save(BOB, key("one", NOW)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(keys().find("one")).contains(new Held(ANN, first));
    }

    @Test
    default void listsThoseOfOnePrincipalTheNewestFirst() {
        keys().save(ANN, key("middle", NOW));
        keys().save(ANN, key("newest", NOW.plusSeconds(1)));
        keys().save(ANN, key("oldest", NOW.minusSeconds(1)));
        keys().save(BOB, key("bobs", NOW));

        assertThat(keys().list(new Principal("https://id.example", "ann", "Ann Lee")))
                .extracting(ApiKey::id)
                .containsExactly("newest", "middle", "oldest");
    }

    @Test
    default void onlyItsOwnerDeletesAKey() {
        keys().save(ANN, key("one", NOW));
        keys().save(ANN, key("two", NOW));

        assertThat(keys().delete(BOB, "one")).isFalse();
        assertThat(keys().find("one")).isPresent();

        assertThat(keys().delete(ANN, "one")).isTrue();
        assertThat(keys().delete(ANN, "one")).isFalse();
        assertThat(keys().find("one")).isEmpty();
        assertThat(keys().find("two")).isPresent();
    }

    @Test
    default void saysWhichKeysThereAre() {
        assertThat(keys().present(List.of())).isEmpty();
        keys().save(ANN, key("one", NOW));
        keys().save(BOB, key("two", NOW));
        keys().save(BOB, key("three", NOW));
        keys().delete(BOB, "three");

        assertThat(keys().present(List.of("one", "two", "three", "never")))
                .containsExactlyInAnyOrder("one", "two");
    }

    private static ApiKey key(String id, Instant createdAt) {
        return new ApiKey(id, "nightly", ApiKey.Scope.READ, createdAt, Instant.MAX);
    }
}
