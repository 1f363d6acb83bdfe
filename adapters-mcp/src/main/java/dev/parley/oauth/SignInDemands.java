package dev.parley.oauth;

import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What servers asked for when they refused requests, until the principal signs in there: nobody
 * waits for a human inside a request. It is kept in this process only; a replica that does not know
 * asks the server itself. Safe for use by many threads; never blocks.
 */
public final class SignInDemands {

    /** How often one operation may be tried with more scopes, before that is given up. */
    static final int ATTEMPTS_MAX = 3;

    /** How long is remembered what a server asked for. */
    static final Duration MEMORY_MAX = Duration.ofHours(1);

    private static final int PAIRS_MAX = 10_000;
    private static final int OPERATIONS_MAX = 200;

    private record Pair(String principal, String server) {}

    /** How often an operation was refused for want of scopes, each time with another token. */
    private record Attempts(int count, Secret token, Instant at) {}

    private static final class Demand {
        private Challenge challenge = Challenge.NONE;
        private Instant challengedAt = Instant.MIN;
        private final Set<String> wanted = new TreeSet<>();
        private final Map<String, Attempts> attempts = new HashMap<>();
    }

    private final InstantSource clock;

    /** Those that were used last are kept. */
    private final Map<Pair, Demand> demands =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Pair, Demand> eldest) {
                    return size() > PAIRS_MAX;
                }
            };

    public SignInDemands(InstantSource clock) {
        this.clock = clock;
    }

    /** The server has refused a request of the principal with status 401. */
    public synchronized void challenged(Principal principal, String server, Challenge challenge) {
        Demand demand = demand(principal, server);
        demand.challenge = challenge;
        demand.challengedAt = clock.instant();
    }

    /**
     * The server has refused a request of the principal because the token allows too little (403,
     * see {@link Challenge#asksForMoreScopes}). The next sign-in asks for these scopes and those
     * there are.
     *
     * @param operation what was refused, as {@code tools/call write_file}
     * @param token with which; several requests with the same one are one attempt
     * @return the scopes the next sign-in will ask for on top of those there are; empty when that
     *     has been tried often enough, and the refusal is final
     */
    public synchronized Optional<Set<String>> insufficient(
            Principal principal,
            String server,
            String operation,
            Secret token,
            Challenge challenge) {
        Instant now = clock.instant();
        Demand demand = demand(principal, server);
        demand.attempts.values().removeIf(it -> isOld(it.at(), now));
        @Nullable Attempts before = demand.attempts.get(operation);
        int count = count(before, token);
        if (demand.attempts.size() < OPERATIONS_MAX || before != null) {
            demand.attempts.put(operation, new Attempts(count, token, now));
        }
        if (count >= ATTEMPTS_MAX || challenge.scopes().isEmpty()) {
            return Optional.empty();
        }
        if (!challenge.resourceMetadata().isEmpty() || isOld(demand.challengedAt, now)) {
            // Its scopes are on top of others, and not those to begin with.
            demand.challenge = new Challenge(challenge.resourceMetadata(), Set.of(), "");
            demand.challengedAt = now;
        }
        if (demand.wanted.size() < Challenge.SCOPES_MAX) {
            demand.wanted.addAll(challenge.scopes());
        }
        return Optional.of(Set.copyOf(demand.wanted));
    }

    /** Whether the server has refused the principal lately, and they have not signed in since. */
    public boolean refused(Principal principal, String server) {
        return challenge(principal, server).isPresent();
    }

    /** With what the server refused the principal lately. */
    synchronized Optional<Challenge> challenge(Principal principal, String server) {
        return Optional.ofNullable(demands.get(pair(principal, server)))
                .filter(it -> !isOld(it.challengedAt, clock.instant()))
                .map(it -> it.challenge);
    }

    /** What is wanted on top of the scopes there are. */
    synchronized Set<String> wanted(Principal principal, String server) {
        @Nullable Demand demand = demands.get(pair(principal, server));
        return demand == null ? Set.of() : Set.copyOf(demand.wanted);
    }

    /** The principal has signed in. What was tried is remembered: it may not have helped. */
    synchronized void signedIn(Principal principal, String server) {
        @Nullable Demand demand = demands.get(pair(principal, server));
        if (demand != null) {
            demand.challenge = Challenge.NONE;
            demand.challengedAt = Instant.MIN;
            demand.wanted.clear();
        }
    }

    private Demand demand(Principal principal, String server) {
        return demands.computeIfAbsent(pair(principal, server), it -> new Demand());
    }

    private static int count(@Nullable Attempts before, Secret token) {
        if (before == null) {
            return 1;
        }
        return before.token().equals(token) ? before.count() : before.count() + 1;
    }

    private static boolean isOld(Instant then, Instant now) {
        return then.equals(Instant.MIN) || now.isAfter(then.plus(MEMORY_MAX));
    }

    private static Pair pair(Principal principal, String server) {
        return new Pair(principal.key(), server);
    }
}
