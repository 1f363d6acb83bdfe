package dev.parley.http;

import dev.parley.access.IdentityProvider;
import dev.parley.access.SignedIn;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider whose users sign in by a code that has their name in it, see {@link TestAccess#CODE}.
 * Keeps what it was asked. Safe for use by many threads.
 */
final class FakeIdentityProvider implements IdentityProvider {

    static final String ISSUER = "https://id.example";

    private final InstantSource clock;
    private final Map<Secret, Instant> pending = new HashMap<>();
    private final List<String> redirectUris = new ArrayList<>();
    private final List<String> signedOut = new ArrayList<>();
    private int begun;
    private int codesSpent;
    private boolean signsOut;
    private @Nullable RuntimeException failure;

    FakeIdentityProvider(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String displayName() {
        return "Example";
    }

    @Override
    public synchronized AuthorizationStart begin(String redirectUri) {
        failIfAskedTo();
        begun++;
        redirectUris.add(redirectUri);
        Secret state = Secret.of("parley-state-" + begun + "-" + "x".repeat(32));
        pending.put(state, clock.instant());
        return new AuthorizationStart(ISSUER + "/authorize?state=" + state.reveal(), state);
    }

    @Override
    public synchronized SignedIn complete(AuthorizationAnswer answer) {
        failIfAskedTo();
        Instant begunAt = pending.remove(answer.state());
        if (begunAt == null
                || !clock.instant().isBefore(begunAt.plus(PendingAuthorization.LIFE_MAX))) {
            throw new AuthorizationFailed(Reason.STATE_INVALID, "Not known here.", null);
        }
        if (!answer.error().isEmpty()) {
            throw new AuthorizationFailed(Reason.DENIED, "Access was denied.", null);
        }
        codesSpent++;
        if (!answer.code().startsWith(TestAccess.CODE)) {
            throw new AuthorizationFailed(Reason.TOKEN_REFUSED, "The code was not taken.", null);
        }
        String name = answer.code().substring(TestAccess.CODE.length());
        return new SignedIn(TestAccess.principal(name), Set.of("acme"));
    }

    @Override
    public synchronized void signOut(Principal principal) {
        signedOut.add(principal.subject());
        failIfAskedTo();
    }

    @Override
    public synchronized Optional<String> signOutUrl(String returnTo) {
        failIfAskedTo();
        return signsOut ? Optional.of(ISSUER + "/end?to=" + returnTo) : Optional.empty();
    }

    /** From now on, browsers are signed out here as well. */
    synchronized void signBrowsersOut() {
        signsOut = true;
    }

    synchronized void failNext(RuntimeException next) {
        failure = next;
    }

    synchronized List<String> redirectUris() {
        return List.copyOf(redirectUris);
    }

    synchronized List<String> signedOut() {
        return List.copyOf(signedOut);
    }

    synchronized int begun() {
        return begun;
    }

    synchronized int codesSpent() {
        return codesSpent;
    }

    private void failIfAskedTo() {
        RuntimeException next = failure;
        failure = null;
        if (next != null) {
            throw next;
        }
    }
}
