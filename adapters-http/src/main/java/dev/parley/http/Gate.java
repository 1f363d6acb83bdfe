package dev.parley.http;

import dev.parley.access.ApiKey.Scope;
import io.javalin.http.Context;
import io.javalin.security.RouteRole;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a request through to its route, or not: the one place that decides. A route of which the
 * table says nothing is for whoever says who they are.
 */
final class Gate {

    /** For whom a route is, where it is not for everybody who is known here. */
    enum For implements RouteRole {
        /** Everybody, known or not. */
        ANYBODY,
        /** People, in their browser; not the programs that act for them. */
        PEOPLE
    }

    private static final String CALLER = "parley.caller";

    private final Authentication authentication;
    private final Workspaces workspaces;

    Gate(Authentication authentication, Workspaces workspaces) {
        this.authentication = authentication;
        this.workspaces = workspaces;
    }

    /**
     * Checks a request whose route was found, before the route handles it.
     *
     * @throws Problem when it is refused
     */
    void admit(Context context) {
        Set<RouteRole> roles = context.routeRoles();
        if (!roles.contains(For.ANYBODY)) {
            Caller caller = known(context);
            checkKey(caller, roles.contains(For.PEOPLE), Requests.isSafe(context));
            context.attribute(CALLER, workspaces.enter(context, caller));
        }
    }

    /** Who was let through; on a route for anybody, nobody was. */
    static Caller admitted(Context context) {
        Caller caller = context.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException("the route is for anybody: " + context.path());
        }
        return caller;
    }

    /**
     * Checks once more who was let through: while their request was on its way, their session may
     * have ended, or an administrator may keep them out.
     *
     * @throws Problem when they are not known here any more
     */
    void admitAgain(Context context) {
        known(context);
    }

    /** Who asks on a route for anybody; empty for nobody that is known here. */
    Optional<Caller> find(Context context) {
        return authentication.caller(context);
    }

    /**
     * Whoever asks, on a route for anybody, for what only people may do.
     *
     * @throws Problem when it is nobody, or a program
     */
    Caller person(Context context) {
        Caller caller = known(context);
        checkKey(caller, true, true);
        return caller;
    }

    private Caller known(Context context) {
        return authentication.caller(context).orElseThrow(() -> nobody(context));
    }

    private static void checkKey(Caller caller, boolean people, boolean safe) {
        if (caller instanceof Caller.Program program) {
            if (people) {
                throw new Problem(
                        ProblemCode.KEY_SCOPE, "This is done in a browser, not with an API key.");
            }
            if (!safe && !program.key().allows(Scope.CHAT)) {
                throw new Problem(ProblemCode.KEY_SCOPE, "This API key is for reading only.");
            }
        }
    }

    private static Problem nobody(Context context) {
        return new Problem(
                ProblemCode.NOT_SIGNED_IN,
                Authentication.isProgram(context)
                        ? "This API key is not known here: it was deleted, has expired, or never was"
                                + " one."
                        : "You are not signed in.");
    }
}
