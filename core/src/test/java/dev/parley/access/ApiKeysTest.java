package dev.parley.access;

import static dev.parley.access.ApiKeyStoreContract.ANN;
import static dev.parley.access.ApiKeyStoreContract.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.access.ApiKeys.Created;
import dev.parley.token.PendingAuthorizationStoreContract.SettableClock;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ApiKeysTest {

    private final SettableClock clock = new SettableClock();
    private final InMemoryAccountStore accounts = new InMemoryAccountStore();
    private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();
    private final ApiKeys keys = new ApiKeys(store, accounts, clock);

    @Test
    void aKeyFindsItsOwner() {
        Created created = keys.create(ANN, "nightly", ApiKey.Scope.CHAT, Instant.MAX);

        assertThat(keys.find(created.text())).contains(new ApiKeyStore.Held(ANN, created.key()));
        assertThat(keys.find(Secret.of("parley_other"))).isEmpty();
        assertThat(created.key().createdAt()).isEqualTo(clock.instant());
    }

    @Test
    void s01OnlyTheHashOfAKeyIsKept() {
        Created created = keys.create(ANN, "nightly", ApiKey.Scope.READ, Instant.MAX);

        assertThat(created.text().reveal()).matches("parley_[A-Za-z0-9_-]{43}");
        assertThat(store.list(ANN).toString())
                .doesNotContain(created.text().reveal().substring(ApiKeys.PREFIX.length()));
        assertThat(keys.find(Secret.of(created.key().id()))).isEmpty();
    }

    @Test
    void aKeyExpiresToTheMillisecond() {
        Instant end = clock.instant().plus(Duration.ofDays(1));
        Created created = keys.create(ANN, "nightly", ApiKey.Scope.READ, end);

        clock.set(end.minusMillis(1));
        assertThat(keys.find(created.text())).isPresent();

        clock.set(end);
        assertThat(keys.find(created.text())).isEmpty();
        assertThat(keys.list(ANN)).hasSize(1);
    }

    @Test
    void aKeyOfADisabledAccountIsNotFoundUntilItsOwnerIsLetInAgain() {
        for (Principal principal : List.of(ANN, BOB)) {
            accounts.signedIn(new SignedIn(principal, Set.of()), clock.instant());
        }
        Created anns = keys.create(ANN, "nightly", ApiKey.Scope.READ, Instant.MAX);
        Created bobs = keys.create(BOB, "nightly", ApiKey.Scope.READ, Instant.MAX);

        accounts.disable(ANN, true);
        assertThat(keys.find(anns.text())).isEmpty();
        assertThat(keys.find(bobs.text())).isPresent();

        accounts.disable(ANN, false);
        assertThat(keys.find(anns.text())).isPresent();
    }

    @Test
    void oneKeyTooManyIsRefused() {
        for (int i = 0; i < ApiKeys.KEYS_MAX; i++) {
            keys.create(ANN, "nightly", ApiKey.Scope.READ, Instant.MAX);
        }

        assertThatThrownBy(() -> keys.create(ANN, "nightly", ApiKey.Scope.READ, Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("50");

        keys.create(BOB, "nightly", ApiKey.Scope.READ, Instant.MAX);
        keys.delete(ANN, keys.list(ANN).getFirst().id());
        keys.create(ANN, "nightly", ApiKey.Scope.READ, Instant.MAX);
        assertThat(keys.list(ANN)).hasSize(ApiKeys.KEYS_MAX);
    }

    @Test
    void aNameIsNeitherBlankNorTooLong() {
        for (String name : List.of("", "  ", "x".repeat(ApiKey.NAME_LENGTH_MAX + 1))) {
            assertThatThrownBy(() -> keys.create(ANN, name, ApiKey.Scope.READ, Instant.MAX))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        assertThat(keys.list(ANN)).isEmpty();
    }

    @Test
    void aDeletedKeyIsNotFound() {
        Created created = keys.create(ANN, "nightly", ApiKey.Scope.READ, Instant.MAX);

        assertThat(keys.delete(BOB, created.key().id())).isFalse();
        assertThat(keys.find(created.text())).isPresent();

        assertThat(keys.delete(ANN, created.key().id())).isTrue();
        assertThat(keys.find(created.text())).isEmpty();
    }

    @Test
    void chattingIncludesReading() {
        ApiKey reads = keys.create(ANN, "a", ApiKey.Scope.READ, Instant.MAX).key();
        ApiKey chats = keys.create(ANN, "b", ApiKey.Scope.CHAT, Instant.MAX).key();

        assertThat(reads.allows(ApiKey.Scope.READ)).isTrue();
        assertThat(reads.allows(ApiKey.Scope.CHAT)).isFalse();
        assertThat(chats.allows(ApiKey.Scope.READ)).isTrue();
        assertThat(chats.allows(ApiKey.Scope.CHAT)).isTrue();
    }

    @Test
    void keysAreOverWhenTheyAreDeletedOrExpiredOrOfSomebodyWhoIsKeptOut() {
        accounts.signedIn(new SignedIn(BOB, Set.of()), clock.instant());
        Instant end = clock.instant().plus(Duration.ofDays(1));
        List<ApiKeyStore.Held> held =
                List.of(
                        held(ANN, "stays", Instant.MAX),
                        held(ANN, "deleted", Instant.MAX),
                        held(ANN, "expires", end),
                        held(BOB, "bobs", Instant.MAX));
        assertThat(keys.ended(held)).isEmpty();

        keys.delete(ANN, held.get(1).key().id());
        clock.set(end);
        accounts.disable(BOB, true);

        assertThat(keys.ended(held))
                .containsExactlyInAnyOrderElementsOf(
                        held.subList(1, 4).stream().map(it -> it.key().id()).toList());
    }

    private ApiKeyStore.Held held(Principal principal, String name, Instant expiresAt) {
        return new ApiKeyStore.Held(
                principal, keys.create(principal, name, ApiKey.Scope.CHAT, expiresAt).key());
    }
}
