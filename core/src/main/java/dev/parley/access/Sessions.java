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
 * Who is signed in, by the tokens their browsers hold. Safe for use by many threads; methods block
 * and fail as those of {@link SessionStore} do.
 */
public final class Sessions {

    private final SessionStore store;
    private final AccountStore accounts;
    private final SessionLimits limits;
    private final InstantSource clock;
    private final Tokens tokens = new Tokens();

    public Sessions(
            SessionStore store, AccountStore accounts, SessionLimits limits, InstantSource clock) {
        this.store = store;
        this.accounts = accounts;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Begins a session for somebody who has just signed in.
     *
     * @param client what their browser calls itself
     * @return the token for that browser, which is seen nowhere else
     * @throws AccountDisabled when an administrator keeps them out
     */
    public Secret start(SignedIn who, String client) {
        Instant now = clock.instant();
        if (accounts.signedIn(who, now).disabled()) {
            Audit.signInRefused(who.principal());
            throw new AccountDisabled();
        }
        store.deleteOlder(now.minus(limits.ageMax()), now.minus(limits.idleMax()));
        store.list(who.principal()).stream()
                .skip(SessionLimits.SESSIONS_MAX - 1)
                .forEach(it -> end(who.principal(), it.id(), Session.End.TOO_MANY));
        Secret token = tokens.next("");
        int length = Math.min(client.length(), Session.CLIENT_LENGTH_MAX);
        store.save(
                new Session(token.hash(), who.principal(), client.substring(0, length), now, now));
        Audit.signedIn(who.principal(), token.hash());
        return token;
    }

    /**
     * The session of the browser that holds {@code token}; empty when there is none any more, or
     * its user is kept out.
     */
    public Optional<Session> find(Secret token) {
        Instant now = clock.instant();
        Optional<Session> session =
                store.find(token.hash())
                        .filter(it -> !limits.over(it, now))
                        .filter(it -> !accounts.isDisabled(it.principal()));
        session.filter(it -> !now.isBefore(it.usedAt().plus(SessionLimits.TOUCH)))
                .ifPresent(it -> store.use(it.id(), now));
        return session;
    }

    /** The sessions of {@code principal} that last, the last used first. */
    public List<Session> list(Principal principal) {
        Instant now = clock.instant();
        return store.list(principal).stream().filter(it -> !limits.over(it, now)).toList();
    }

    /**
     * Ends a session of {@code principal}, on every replica.
     *
     * @return whether there was one
     */
    public boolean end(Principal principal, String id, Session.End why) {
        boolean ended = store.delete(principal, id);
        if (ended) {
            Audit.sessionEnded(principal, id, why);
        }
        return ended;
    }

    /** Ends all sessions of {@code principal}, and says how many. */
    public int endAll(Principal principal) {
        return store.deleteAll(principal);
    }

    /**
     * Which of these sessions have been ended, or are of somebody who is kept out; one that only
     * grew old is found by its limits.
     */
    public Set<String> ended(Collection<Session> sessions) {
        Instant now = clock.instant();
        Set<String> present = store.present(sessions.stream().map(Session::id).toList());
        Set<Principal> disabled =
                accounts.disabled(
                        sessions.stream().map(Session::principal).collect(Collectors.toSet()));
        return sessions.stream()
                .filter(
                        it ->
                                !present.contains(it.id())
                                        || isTooOld(it, now)
                                        || disabled.contains(it.principal()))
                .map(Session::id)
                .collect(Collectors.toSet());
    }

    /** By its age only: a stream that is open uses its session. */
    private boolean isTooOld(Session session, Instant now) {
        return !now.isBefore(session.startedAt().plus(limits.ageMax()));
    }
}
