package dev.parley.oauth;

import dev.parley.oauth.GrantSlot.Held;
import dev.parley.oauth.Renewed.Fresh;
import dev.parley.oauth.Renewed.NotNow;
import dev.parley.oauth.Renewed.SignIn;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.TokenStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.OkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access token for each request to a server, fresh as long as its issuer renews it. A token is
 * renewed some time before it ends, in the background; once for all threads, and for all replicas
 * that share the store. While the issuer does not answer, a token is used until it ends. Safe for
 * use by many threads.
 *
 * <p>Renewing goes on when whoever waits for it is interrupted: a refresh token that is on its way
 * cannot be called back.
 */
public final class AccessTokens implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);

    /** How long this process believes what the store said about a grant. */
    static final Duration MEMORY_MAX = Duration.ofSeconds(5);

    private static final Duration WAIT_MAX = Renewal.LEASE.multipliedBy(2);
    private static final Duration CLOSE_MAX = AuthorizationHttp.EXCHANGE_MAX.plusSeconds(5);
    private static final int SLOTS_MAX = 10_000;
    private static final int ROUNDS_MAX = 3;

    private record Pair(String principal, String server) {}

    private final ProtectedServers servers;
    private final OAuthStores stores;
    private final Renewal renewal;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Those that were used last are kept. */
    private final Map<Pair, GrantSlot> slots =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Pair, GrantSlot> eldest) {
                    return size() > SLOTS_MAX;
                }
            };

    /**
     * @param client through which everything is sent, and which decides what may be connected to
     */
    public AccessTokens(
            ProtectedServers servers,
            OAuthStores stores,
            OkHttpClient client,
            InstantSource clock) {
        AuthorizationHttp http = new AuthorizationHttp(client);
        this.servers = servers;
        this.stores = stores;
        this.renewal =
                new Renewal(
                        stores.tokens(),
                        new ClientRegistrar(http, stores.registrations(), "", clock),
                        new TokenEndpoint(http, clock));
        this.clock = clock;
    }

    /**
     * The token to send with a request. Blocks, if at all, for the store and, when the token has
     * ended, for its renewal.
     *
     * @return empty when the principal has to sign in first, or anew
     * @throws AuthorizationFailed {@code UNREACHABLE} when the token has ended and its issuer does
     *     not renew it now; also when interrupted
     * @throws TokenStoreException when the store cannot answer
     */
    public Optional<Secret> current(Principal principal, String server) {
        GrantSlot slot = slot(principal, server);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Optional<Held> held = held(slot, principal, server);
            if (held.isEmpty() || slot.refused(held.get().stored().version())) {
                return Optional.empty();
            }
            Instant now = clock.instant();
            if (!held.get().expired(now)) {
                if (held.get().due(now)) {
                    renewInBackground(slot, principal, server, held.get());
                }
                return held.map(Held::token);
            }
            if (!renewed(slot, principal, server, held.get())) {
                return Optional.empty();
            }
        }
        throw notNow();
    }

    /**
     * The token to repeat a request with that the server has refused (401). Blocks as {@link
     * #current} does, for the renewal in any case.
     *
     * @param refused the token that was sent
     * @return empty when the principal has to sign in anew
     * @throws AuthorizationFailed as {@link #current} does
     * @throws TokenStoreException when the store cannot answer
     */
    public Optional<Secret> refreshed(Principal principal, String server, Secret refused) {
        GrantSlot slot = slot(principal, server);
        Optional<Held> held = read(slot, principal, server);
        boolean unknown = held.isEmpty() || !held.get().token().equals(refused);
        if (unknown) {
            return current(principal, server);
        }
        long version = held.get().stored().version();
        Instant now = clock.instant();
        if (slot.refused(version)) {
            return Optional.empty();
        }
        if (slot.refusedAgain(version, now) && !held.get().expired(now)) {
            LOG.warn("{} refuses a token that was renewed just now", server);
            slot.refuse(version);
            return Optional.empty();
        }
        if (!renewed(slot, principal, server, held.get())) {
            slot.refuse(version);
            return Optional.empty();
        }
        Optional<Held> fresh = held(slot, principal, server);
        fresh.ifPresent(it -> slot.renewedForRefusal(it.stored(), clock.instant()));
        return fresh.map(Held::token);
    }

    /** Forgets what this process remembers of a grant, because it came or went. Never blocks. */
    public void forget(Principal principal, String server) {
        slot(principal, server).forget();
    }

    /** Waits for renewals under way, so that no token is lost; no longer than one may take. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a renewal did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Held> held(GrantSlot slot, Principal principal, String server) {
        Instant now = clock.instant();
        return slot.held(now, MEMORY_MAX)
                .filter(it -> !it.expired(now) && !slot.refused(it.stored().version()))
                .or(() -> read(slot, principal, server));
    }

    private Optional<Held> read(GrantSlot slot, Principal principal, String server) {
        if (servers.find(principal, server).isEmpty()) {
            return Optional.empty();
        }
        Instant asked = clock.instant();
        return stores.tokens().find(principal, server).map(it -> slot.hold(it, asked));
    }

    private void renewInBackground(GrantSlot slot, Principal principal, String server, Held held) {
        long version = held.stored().version();
        if (slot.recentFailure(version, clock.instant()).isEmpty()) {
            CompletableFuture<Renewed> unused =
                    slot.renewal(() -> start(slot, principal, server, version));
        }
    }

    /** Whether there is another token now; otherwise the principal has to sign in. */
    private boolean renewed(GrantSlot slot, Principal principal, String server, Held held) {
        long version = held.stored().version();
        Renewed renewed =
                slot.recentFailure(version, clock.instant())
                        .orElseGet(
                                () ->
                                        awaited(
                                                slot.renewal(
                                                        () ->
                                                                start(
                                                                        slot, principal, server,
                                                                        version))));
        return switch (renewed) {
            case Fresh fresh -> true;
            case SignIn signIn -> false;
            case NotNow notNow -> throw notNow();
        };
    }

    private CompletableFuture<Renewed> start(
            GrantSlot slot, Principal principal, String server, long version) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Renewed renewed = new NotNow(Duration.ZERO);
                    try {
                        renewed =
                                servers.find(principal, server)
                                        .map(it -> renewal.renew(principal, it, version))
                                        .orElseGet(SignIn::new);
                        return renewed;
                    } finally {
                        note(slot, version, renewed);
                    }
                },
                threads);
    }

    private void note(GrantSlot slot, long version, Renewed renewed) {
        Instant now = clock.instant();
        switch (renewed) {
            case Fresh fresh -> slot.succeeded(fresh.stored(), now);
            case SignIn signIn -> slot.failed(version, signIn, Duration.ZERO, now);
            case NotNow notNow -> slot.failed(version, notNow, notNow.retryAfter(), now);
        }
    }

    private static Renewed awaited(CompletableFuture<Renewed> renewal) {
        try {
            return renewal.get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("renewing died", e.getCause());
        } catch (TimeoutException e) {
            throw notNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notNow();
        }
    }

    private GrantSlot slot(Principal principal, String server) {
        synchronized (slots) {
            return slots.computeIfAbsent(new Pair(principal.key(), server), it -> new GrantSlot());
        }
    }

    private static AuthorizationFailed notNow() {
        return new AuthorizationFailed(
                Reason.UNREACHABLE,
                "The authorization server does not renew the sign-in now; try again later.",
                null);
    }
}
