package dev.parley.access;

import dev.parley.token.Principal;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Whom an administrator keeps out, and lets in again. Safe for use by many threads; methods block
 * and fail as those of {@link AccountStore} and {@link SessionStore} do, and all may be repeated
 * after a failure.
 */
public final class Accounts {

    /**
     * What was ended.
     *
     * @param turns that were running and have been asked to stop
     */
    public record Ended(int sessions, int turns) {}

    private final AccountStore store;
    private final Sessions sessions;
    private final ToIntFunction<Principal> stopTurns;

    /**
     * The accounts of {@code store}.
     *
     * @param stopTurns asks all running turns of somebody to stop, on every replica, and says how
     *     many there were
     */
    public Accounts(AccountStore store, Sessions sessions, ToIntFunction<Principal> stopTurns) {
        this.store = store;
        this.sessions = sessions;
        this.stopTurns = stopTurns;
    }

    /** All accounts, who signed in last first; at most {@code max}. */
    public List<Account> list(int max) {
        return store.list(max);
    }

    /**
     * Keeps {@code principal} out: they cannot sign in, and neither their sessions nor their keys
     * let anybody in. What they have running ends within seconds, on every replica.
     *
     * <p>When this fails they are kept out already, or nothing has happened; then repeat it.
     *
     * @return what was ended; empty when there is no such account
     */
    public Optional<Ended> disable(Principal principal) {
        // First: whatever fails from here on, nobody comes in and begins what was just ended.
        if (!store.disable(principal, true)) {
            return Optional.empty();
        }
        int turns = stopTurns.applyAsInt(principal);
        Ended ended = new Ended(sessions.endAll(principal), turns);
        Audit.disabled(principal, ended);
        return Optional.of(ended);
    }

    /**
     * Lets {@code principal} sign in again. Their keys are good again; their sessions stay ended.
     *
     * @return whether there is such an account
     */
    public boolean enable(Principal principal) {
        if (store.isDisabled(principal)) {
            // What a disabling that failed has left would come back to life.
            sessions.endAll(principal);
        }
        boolean enabled = store.disable(principal, false);
        if (enabled) {
            Audit.enabled(principal);
        }
        return enabled;
    }

    /**
     * Ends all sessions of {@code principal}; turns go on, and they may sign in again.
     *
     * @return how many there were; empty when there is no such account
     */
    public Optional<Integer> signOut(Principal principal) {
        Optional<Integer> ended = store.find(principal).map(account -> sessions.endAll(principal));
        ended.ifPresent(it -> Audit.signedOut(principal, it));
        return ended;
    }
}
