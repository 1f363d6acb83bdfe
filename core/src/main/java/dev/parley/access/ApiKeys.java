package dev.parley.access;

import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys of programs. Safe for use by many threads; methods block and fail as those of {@link
 * ApiKeyStore} do.
 */
public final class ApiKeys {

    /** What every key begins with, so that it is recognised wherever it turns up. */
    public static final String PREFIX = "parley_";

    /** Keys of one principal at most. */
    public static final int KEYS_MAX = 50;

    /** A new key, and its text: nobody will see that again. */
    public record Created(ApiKey key, Secret text) {}

    private final ApiKeyStore store;
    private final AccountStore accounts;
    private final InstantSource clock;
    private final Tokens tokens = new Tokens();

    public ApiKeys(ApiKeyStore store, AccountStore accounts, InstantSource clock) {
        this.store = store;
        this.accounts = accounts;
        this.clock = clock;
    }

    /**
     * Makes a key for {@code principal}.
     *
     * @throws IllegalArgumentException when the name is none, or they have {@link #KEYS_MAX}
     */
    public Created create(Principal principal, String name, ApiKey.Scope scope, Instant expiresAt) {
        if (store.list(principal).size() >= KEYS_MAX) {
            throw new IllegalArgumentException(
                    "there are " + KEYS_MAX + " keys; delete some first");
        }
        Secret text = tokens.next(PREFIX);
        ApiKey key = new ApiKey(text.hash(), name, scope, clock.instant(), expiresAt);
        store.save(principal, key);
        Audit.keyCreated(principal, key);
        return new Created(key, text);
    }

    /**
     * Whose key this is, and what it is good for; empty when it was deleted, has expired, or its
     * owner is kept out.
     */
    public Optional<ApiKeyStore.Held> find(Secret text) {
        Instant now = clock.instant();
        return store.find(text.hash())
                .filter(it -> now.isBefore(it.key().expiresAt()))
                .filter(it -> !accounts.isDisabled(it.principal()));
    }

    /** The keys of {@code principal}, the newest first. */
    public List<ApiKey> list(Principal principal) {
        return store.list(principal);
    }

    /**
     * Deletes a key of {@code principal}: on every replica, nobody comes in with it any more.
     *
     * @return whether there was one
     */
    public boolean delete(Principal principal, String id) {
        boolean deleted = store.delete(principal, id);
        if (deleted) {
            Audit.keyDeleted(principal, id);
        }
        return deleted;
    }

    /** The ids of those keys that let nobody in any more, for whatever reason. */
    public Set<String> ended(Collection<ApiKeyStore.Held> keys) {
        Instant now = clock.instant();
        Set<String> present = store.present(keys.stream().map(it -> it.key().id()).toList());
        Set<Principal> disabled =
                accounts.disabled(
                        keys.stream().map(ApiKeyStore.Held::principal).collect(Collectors.toSet()));
        return keys.stream()
                .filter(
                        it ->
                                !present.contains(it.key().id())
                                        || !now.isBefore(it.key().expiresAt())
                                        || disabled.contains(it.principal()))
                .map(it -> it.key().id())
                .collect(Collectors.toSet());
    }
}
