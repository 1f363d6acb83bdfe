package dev.parley.signin;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.parley.oauth.AuthorizationServer;
import dev.parley.oauth.Issuers;
import dev.parley.oauth.SingleFlight;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The keys with which one issuer signs, remembered. A key that is not among them is looked for
 * anew, but not again and again: anyone can name a key that does not exist. Safe for use by many
 * threads; blocks for an exchange when keys are fetched.
 */
final class ProviderKeys implements JWKSource<SecurityContext> {

    /** How long keys are believed in that the issuer may have withdrawn. */
    static final Duration MEMORY_MAX = Duration.ofHours(1);

    /** How often unknown keys may have the issuer asked. */
    static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(1);

    private static final String FLIGHT = "keys";

    private record Held(JWKSet keys, Instant fetchedAt) {}

    private final Issuers issuers;
    private final AuthorizationServer issuer;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
    private final SingleFlight<String, JWKSet> flights = new SingleFlight<>();

    ProviderKeys(Issuers issuers, AuthorizationServer issuer, InstantSource clock) {
        this.issuers = issuers;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * @throws AuthorizationFailed when the issuer does not show its keys now
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
            throws KeySourceException {
        List<JWK> known = selector.select(keys(MEMORY_MAX));
        return known.isEmpty() ? selector.select(keys(ASK_AGAIN_AFTER)) : known;
    }

    private JWKSet keys(Duration age) {
        @Nullable Held now = held.get();
        if (now != null && clock.instant().isBefore(now.fetchedAt().plus(age))) {
            return now.keys();
        }
        return flights.run(FLIGHT, () -> fetched(now));
    }

    /** Unless somebody else has fetched them meanwhile. */
    private JWKSet fetched(@Nullable Held before) {
        @Nullable Held now = held.get();
        if (now != null && !now.equals(before)) {
            return now.keys();
        }
        Instant asked = clock.instant();
        try {
            JWKSet keys = JWKSet.parse(issuers.keysJson(issuer));
            held.set(new Held(keys, asked));
            return keys;
        } catch (ParseException e) {
            throw new AuthorizationFailed(
                    Reason.INVALID_METADATA, "The keys of the issuer cannot be read.", null);
        }
    }
}
