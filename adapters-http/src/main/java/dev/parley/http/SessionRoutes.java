package dev.parley.http;

import dev.parley.access.IdentityProvider;
import dev.parley.access.Session;
import dev.parley.access.Sessions;
import dev.parley.token.Principal;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The browsers somebody is signed in with, and signing out of them. */
final class SessionRoutes {

    /**
     * What a browser is to forget of us. Not {@code cookies}, which would be those of the whole
     * domain; ours is taken away by itself.
     */
    private static final String FORGOTTEN = "\"cache\", \"storage\"";

    private static final Logger LOG = LoggerFactory.getLogger(SessionRoutes.class);

    private final Access.Mode mode;
    private final Supplier<PublicAddress> address;

    SessionRoutes(Access.Mode mode, Supplier<PublicAddress> address) {
        this.mode = mode;
        this.address = address;
    }

    /** {@code GET /api/sessions}. */
    void list(Context context) {
        Caller caller = Gate.admitted(context);
        JsonWriter json = new JsonWriter().object().name("sessions").array();
        for (Session it : sessionsOf(caller.principal())) {
            json.object().field("id", it.id()).field("client", it.client());
            json.field("startedAt", it.startedAt().toString());
            json.field("usedAt", it.usedAt().toString());
            json.field("current", isCurrent(it.id(), caller)).endObject();
        }
        Requests.json(context, json.endArray().endObject());
    }

    /** {@code DELETE /api/sessions/{id}}: ends one, on every replica. */
    void end(Context context) {
        Caller caller = Gate.admitted(context);
        String id = PathIds.hash(context);
        boolean ended =
                switch (mode) {
                    case Access.Mode.Local local -> false;
                    case Access.Mode.SignIn it ->
                            it.sessions().end(caller.principal(), id, endBy(caller, id));
                };
        if (!ended) {
            throw new Problem(ProblemCode.SESSION_NOT_FOUND, "There is no such session.");
        }
        context.status(204);
    }

    /** {@code DELETE /api/sessions}: ends all but the one that asks. */
    void endOthers(Context context) {
        Caller caller = Gate.admitted(context);
        if (mode instanceof Access.Mode.SignIn signIn) {
            for (Session it : sessionsOf(caller.principal())) {
                if (!isCurrent(it.id(), caller)) {
                    signIn.sessions().end(caller.principal(), it.id(), Session.End.ELSEWHERE);
                }
            }
        }
        context.status(204);
    }

    /**
     * {@code POST /api/auth/logout}: ends the session that asks. With the last one goes what the
     * provider gave for servers. The answer is empty, or has the {@code url} at which the browser
     * is signed out at the provider.
     */
    void logout(Context context) {
        Optional<String> url = Optional.empty();
        if (mode instanceof Access.Mode.SignIn signIn
                && Gate.admitted(context) instanceof Caller.Browser browser) {
            logout(signIn, browser);
            url = signOutUrl(signIn.provider());
        }
        SessionCookie.delete(context, address.get().secure());
        context.header("Clear-Site-Data", FORGOTTEN).status(204);
        url.ifPresent(
                it -> {
                    context.status(200);
                    Requests.json(context, new JsonWriter().object().field("url", it).endObject());
                });
    }

    private Optional<String> signOutUrl(IdentityProvider provider) {
        try {
            return provider.signOutUrl(address.get().url() + "/");
        } catch (RuntimeException e) {
            // As above; they stay signed in there.
            LOG.warn("the identity provider does not say where to sign out: {}", e.toString());
            return Optional.empty();
        }
    }

    private static void logout(Access.Mode.SignIn signIn, Caller.Browser browser) {
        Sessions sessions = signIn.sessions();
        sessions.end(browser.principal(), browser.session().id(), Session.End.SIGNED_OUT);
        try {
            if (sessions.list(browser.principal()).isEmpty()) {
                signIn.provider().signOut(browser.principal());
            }
        } catch (RuntimeException e) {
            // They are signed out here in any case, and cannot come back to try again.
            LOG.warn("the identity provider was not told of a sign-out: {}", e.toString());
        }
    }

    private List<Session> sessionsOf(Principal principal) {
        return switch (mode) {
            case Access.Mode.Local local -> List.of();
            case Access.Mode.SignIn it -> it.sessions().list(principal);
        };
    }

    private static Session.End endBy(Caller caller, String session) {
        return isCurrent(session, caller) ? Session.End.SIGNED_OUT : Session.End.ELSEWHERE;
    }

    private static boolean isCurrent(String session, Caller caller) {
        return caller instanceof Caller.Browser browser && browser.session().id().equals(session);
    }
}
