package dev.parley.oauth;

import dev.parley.token.GrantSource;
import dev.parley.token.Secret;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tokens back at the issuer they came from (RFC 7009): now, and a few times later when it
 * does not take them now. What is to be done later is in memory only, and gone with the process.
 * Safe for use by many threads.
 */
final class Revocations {

    /** How long to wait before each further try. */
    static final List<Duration> LATER =
            List.of(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(10));

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final int WAITING_MAX = 1_000;

    private final TokenEndpoint endpoint;
    private final List<Duration> later;
    private final Semaphore waiting = new Semaphore(WAITING_MAX);

    /**
     * @param later how long to wait before each further try
     */
    Revocations(TokenEndpoint endpoint, List<Duration> later) {
        this.endpoint = endpoint;
        this.later = List.copyOf(later);
    }

    /**
     * Tells the issuer; blocks for two exchanges.
     *
     * @param refreshToken null when there is none
     * @return whether it said that it is done
     */
    boolean revoke(
            GrantSource source,
            OAuthClient client,
            @Nullable Secret refreshToken,
            Secret accessToken) {
        boolean told = tell(source, client, refreshToken, accessToken);
        if (!told && waiting.tryAcquire()) {
            Thread.ofVirtual()
                    .name("revocation")
                    .start(() -> tellLater(source, client, refreshToken, accessToken));
        }
        return told;
    }

    /**
     * The refresh token first: it is the one that lives long, and with most issuers the access
     * token dies with it.
     */
    private boolean tell(
            GrantSource source,
            OAuthClient client,
            @Nullable Secret refreshToken,
            Secret accessToken) {
        boolean refreshTold =
                refreshToken == null || endpoint.revoke(source, client, refreshToken, true);
        return endpoint.revoke(source, client, accessToken, false) && refreshTold;
    }

    private void tellLater(
            GrantSource source,
            OAuthClient client,
            @Nullable Secret refreshToken,
            Secret accessToken) {
        try {
            for (Duration pause : later) {
                Thread.sleep(pause);
                if (tell(source, client, refreshToken, accessToken)) {
                    LOG.info("{} has taken tokens back after all", source.issuer());
                    return;
                }
            }
            LOG.warn("{} did not take tokens back", source.issuer());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.release();
        }
    }
}
