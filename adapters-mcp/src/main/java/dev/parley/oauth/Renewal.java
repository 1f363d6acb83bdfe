package dev.parley.oauth;

import dev.parley.oauth.Renewed.Fresh;
import dev.parley.oauth.Renewed.NotNow;
import dev.parley.oauth.Renewed.SignIn;
import dev.parley.oauth.TokenAnswer.Issued;
import dev.parley.oauth.TokenAnswer.Refused;
import dev.parley.oauth.TokenAnswer.Unavailable;
import dev.parley.token.Grant;
import dev.parley.token.GrantSource;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import dev.parley.token.TokenStore;
import dev.parley.token.TokenStoreException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a grant at the authorization server it came from, once for all replicas: a refresh token
 * is used by who holds the lease, and what comes for it is saved before anything else happens. A
 * grant is deleted only when its issuer has refused it for good, and nobody has renewed it since.
 * Safe for use by many threads; blocks for an exchange, or until another replica has renewed.
 *
 * <p>A process that dies between the issuer's answer and the saving leaves its lease behind.
 * Whoever gets it next tries the same refresh token once: some issuers let a moment pass before
 * they call it used. If not, the principal signs in again.
 */
final class Renewal {

    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);

    /** Longer than an exchange and the saving: who holds the lease is done, or gone, by then. */
    static final Duration LEASE = AuthorizationHttp.EXCHANGE_MAX.multipliedBy(2);

    private static final Duration WAIT_MAX = LEASE.plusSeconds(5);
    private static final Duration COMMIT_MAX = Duration.ofSeconds(5);

    private final TokenStore tokens;
    private final ClientRegistrar registrar;
    private final TokenEndpoint endpoint;

    Renewal(TokenStore tokens, ClientRegistrar registrar, TokenEndpoint endpoint) {
        this.tokens = tokens;
        this.registrar = registrar;
        this.endpoint = endpoint;
    }

    /**
     * Renews the grant if it still is of {@code version}.
     *
     * @throws TokenStoreException when the store cannot answer
     */
    Renewed renew(Principal principal, ProtectedServer server, long version) {
        Pauses pauses = new Pauses(WAIT_MAX);
        while (true) {
            Optional<StoredGrant> stored = tokens.find(principal, server.name());
            if (stored.isEmpty()) {
                return new SignIn();
            }
            if (stored.get().version() != version) {
                return new Fresh(stored.get());
            }
            Optional<String> lease = tokens.leaseRefresh(principal, server.name(), version, LEASE);
            if (lease.isPresent()) {
                return holding(principal, server, stored.get(), lease.get());
            }
            if (!pauses.pause()) {
                return new NotNow(Duration.ZERO);
            }
        }
    }

    private Renewed holding(
            Principal principal, ProtectedServer server, StoredGrant stored, String lease) {
        boolean settled = false;
        try {
            Renewed renewed = ask(principal, server, stored);
            settled = renewed instanceof Fresh;
            return renewed;
        } finally {
            if (!settled) {
                tokens.endRefreshLease(principal, server.name(), lease);
            }
        }
    }

    private Renewed ask(Principal principal, ProtectedServer server, StoredGrant stored) {
        GrantSource source = stored.grant().source();
        Optional<Secret> refreshToken =
                tokens.refreshToken(principal, server.name(), stored.version());
        Optional<OAuthClient> client = registrar.clientOf(server, source);
        if (refreshToken.isEmpty() || client.isEmpty()) {
            return latest(principal, server, stored.version());
        }
        TokenAnswer answer = endpoint.refresh(source, client.get(), refreshToken.get());
        return switch (answer) {
            case Issued issued ->
                    commit(principal, server, stored, client.get(), refreshToken.get(), issued);
            case Refused refused -> refused(principal, server, stored, refused);
            case Unavailable unavailable -> {
                LOG.warn("{} does not renew the grant for {} now", source.issuer(), server.name());
                yield new NotNow(unavailable.retryAfter());
            }
        };
    }

    private Renewed commit(
            Principal principal,
            ProtectedServer server,
            StoredGrant stored,
            OAuthClient client,
            Secret used,
            Issued issued) {
        Grant old = stored.grant();
        Grant renewed =
                new Grant(
                        old.server(),
                        old.source(),
                        issued.accessToken(),
                        issued.scopesOr(old.scopes()),
                        issued.expiresAt());
        Secret refreshToken = issued.refresh().orElse(used);
        if (replace(principal, stored.version(), renewed, refreshToken)) {
            return latest(principal, server, stored.version());
        }
        Renewed latest = latest(principal, server, stored.version());
        if (latest instanceof SignIn && !old.source().revocationEndpoint().isEmpty()) {
            // The principal has signed out meanwhile, and these tokens are not to live on.
            endpoint.revoke(old.source(), client, refreshToken, true);
            endpoint.revoke(old.source(), client, issued.accessToken(), false);
        }
        return latest;
    }

    /** The used refresh token is worth nothing now: a store that stumbles is asked again. */
    private boolean replace(Principal principal, long version, Grant renewed, Secret refreshToken) {
        Pauses pauses = new Pauses(COMMIT_MAX);
        while (true) {
            try {
                return tokens.replace(principal, version, renewed, refreshToken);
            } catch (TokenStoreException e) {
                if (!pauses.pause()) {
                    LOG.error("a renewed grant for {} could not be saved", renewed.server());
                    throw e;
                }
            }
        }
    }

    private Renewed refused(
            Principal principal, ProtectedServer server, StoredGrant stored, Refused refused) {
        GrantSource source = stored.grant().source();
        LOG.warn(
                "{} refused to renew the grant for {}: {}",
                source.issuer(),
                server.name(),
                refused.why());
        return switch (refused.why()) {
            case INVALID_GRANT -> drop(principal, server, stored);
            case INVALID_CLIENT -> {
                if (source.clientId().equals(server.clientId())) {
                    // The settings are wrong, and can be put right; the grant is not.
                    yield new NotNow(Duration.ZERO);
                }
                registrar.forget(server, source);
                yield drop(principal, server, stored);
            }
            case OTHER -> latest(principal, server, stored.version());
        };
    }

    /** Deletes this version and no newer one. */
    private Renewed drop(Principal principal, ProtectedServer server, StoredGrant stored) {
        Renewed latest = latest(principal, server, stored.version());
        if (latest instanceof SignIn
                && !tokens.delete(principal, server.name(), stored.version())) {
            return latest(principal, server, stored.version());
        }
        return latest;
    }

    private Renewed latest(Principal principal, ProtectedServer server, long version) {
        return tokens.find(principal, server.name())
                .filter(it -> it.version() != version)
                .<Renewed>map(Fresh::new)
                .orElseGet(SignIn::new);
    }
}
