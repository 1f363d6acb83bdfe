package dev.parley.signin;

import dev.parley.oauth.AuthorizationServer;
import dev.parley.oauth.Issuers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What issuers said about themselves lately, and the keys they sign with. Only issuers that the
 * settings lead to are asked, so that there are few. Safe for use by many threads.
 */
final class Metadata {

    /** How long is believed what an issuer said. */
    static final Duration MEMORY_MAX = Duration.ofMinutes(5);

    /** An issuer. Its keys outlive what it said, unless it has moved them. */
    record Known(AuthorizationServer server, ProviderKeys keys, Instant askedAt) {}

    private final Issuers issuers;
    private final Function<String, AuthorizationServer> ask;
    private final InstantSource clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /**
     * @param ask what an issuer says about itself; may block
     */
    Metadata(Issuers issuers, Function<String, AuthorizationServer> ask, InstantSource clock) {
        this.issuers = issuers;
        this.ask = ask;
        this.clock = clock;
    }

    /** Blocks, when it has to be asked. */
    Known of(String issuer) {
        Instant now = clock.instant();
        @Nullable Known before = known.get(issuer);
        if (before != null && now.isBefore(before.askedAt().plus(MEMORY_MAX))) {
            return before;
        }
        AuthorizationServer server = ask.apply(issuer);
        ProviderKeys keys =
                before != null && before.server().keys().equals(server.keys())
                        ? before.keys()
                        : new ProviderKeys(issuers, server, clock);
        Known asked = new Known(server, keys, now);
        known.put(issuer, asked);
        return asked;
    }
}
