package dev.parley.http;

import dev.parley.access.AccessStoreException;
import dev.parley.access.ApiKey;
import dev.parley.access.ApiKeyStore;
import dev.parley.access.ApiKeys;
import dev.parley.access.InMemoryAccountStore;
import dev.parley.access.InMemoryApiKeyStore;
import dev.parley.access.InMemorySessionStore;
import dev.parley.access.SessionLimits;
import dev.parley.access.Sessions;
import dev.parley.access.SignedIn;
import dev.parley.token.Memberships;
import dev.parley.token.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who may come into a {@link TestServer}, the same for all its replicas; the time is settable. */
final class TestAccess {

    static final String CODE = "code-of-";

    volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final InstantSource clock = () -> now;
    final InMemoryAccountStore accounts = new InMemoryAccountStore();
    final FakeIdentityProvider provider = new FakeIdentityProvider(clock);
    final Map<String, Set<String>> organizations = new ConcurrentHashMap<>();
    final Sessions sessions =
            new Sessions(new InMemorySessionStore(), accounts, SessionLimits.DEFAULT, clock);
    final ApiKeys keys = new ApiKeys(new CheckedKeyStore(), accounts, clock);
    final CountingLimiter limiter = new CountingLimiter();
    private final Map<String, String> keyTexts = new ConcurrentHashMap<>();
    private final Memberships memberships =
            it -> organizations.getOrDefault(it.subject(), Set.of());

    static Principal principal(String name) {
        return new Principal("https://id.example", name, name);
    }

    /** As a server without a sign-in has it. */
    Access local() {
        return new Access(new Access.Mode.Local(), keys, memberships, limiter, clock);
    }

    /** As a server has it where people sign in. */
    Access signIn() {
        return new Access(
                new Access.Mode.SignIn(
                        provider,
                        sessions,
                        SessionLimits.DEFAULT,
                        Access.Mode.SignIn.APPROVAL_AGE_MAX_DEFAULT),
                keys,
                memberships,
                limiter,
                clock);
    }

    /** The cookie of a new session of {@code name}. */
    String session(String name) {
        SignedIn who = new SignedIn(principal(name), Set.of());
        return "parley-sid=" + sessions.start(who, "browser of " + name).reveal();
    }

    /** The text of a key with which a program may do all for {@code name}. */
    String key(String name) {
        return keyTexts.computeIfAbsent(name, it -> key(it, ApiKey.Scope.CHAT));
    }

    /** The text of a new key of {@code name}. */
    String key(String name, ApiKey.Scope scope) {
        return keys.create(principal(name), "k", scope, Instant.MAX).text().reveal();
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Sees that whoever asks may be blocked, and fails for some. */
    private static final class CheckedKeyStore implements ApiKeyStore {

        private final InMemoryApiKeyStore store = new InMemoryApiKeyStore();

        @Override
        public void save(Principal principal, ApiKey key) {
            store.save(principal, key);
        }

        @Override
        public Optional<Held> find(String id) {
            if (!Thread.currentThread().isVirtual()) {
                throw new AssertionError("a request may block, so it needs a virtual thread");
            }
            Optional<Held> held = store.find(id);
            switch (held.map(it -> it.principal().subject()).orElse("")) {
                case "error" -> throw new AssertionError("scripted");
                case "bug" -> throw new IllegalStateException("scripted");
                case "down" ->
                        throw new AccessStoreException("scripted", new IllegalStateException());
                default -> {
                    // Nothing is wrong with the others.
                }
            }
            return held;
        }

        @Override
        public Set<String> present(Collection<String> ids) {
            return store.present(ids);
        }

        @Override
        public List<ApiKey> list(Principal principal) {
            return store.list(principal);
        }

        @Override
        public boolean delete(Principal principal, String id) {
            return store.delete(principal, id);
        }
    }
}
