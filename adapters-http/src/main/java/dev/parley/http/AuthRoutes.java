package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.access.AccountDisabled;
import dev.parley.access.Audit;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Authorizer;
import dev.parley.token.Grant;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Signing in: to Parley itself, and by OAuth at one MCP server; and ending the latter. */
final class AuthRoutes {

    /** Where authorization servers send browsers back to. */
    static final String CALLBACK = "/api/auth/callback";

    private static final List<String> ANSWER = List.of("state", "code", "iss", "error");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    /** In a {@link FlowCookie}, the server of a sign-in to Parley itself. */
    private static final String PARLEY = "";

    private final Servers servers;
    private final Authorizer authorizer;
    private final SignInFlow signIn;
    private final Gate gate;
    private final ClientAddresses clients;
    private final Supplier<PublicAddress> address;

    AuthRoutes(
            Servers servers,
            SignInFlow signIn,
            Gate gate,
            ClientAddresses clients,
            Supplier<PublicAddress> address) {
        this.clients = clients;
        this.servers = servers;
        this.authorizer = servers.authorizer();
        this.signIn = signIn;
        this.gate = gate;
        this.address = address;
    }

    /**
     * {@code GET /api/auth/login?server=NAME&returnTo=/path}: begins; without a server, the sign-in
     * to Parley itself. The page asks for JSON and goes to the {@code url} it gets; a browser that
     * was led here is sent on.
     */
    void login(Context context) {
        checkMeant(context);
        checkHost(context);
        String server = server(context);
        if (!server.equals(PARLEY)) {
            gate.person(context);
        }
        ReturnPath returnPath = ReturnPath.of(context.queryParam("returnTo"));
        if (accepts(context, "application/json")) {
            String url = begin(context, server, returnPath);
            Requests.json(context, new JsonWriter().object().field("url", url).endObject());
            return;
        }
        try {
            seeOther(context, begin(context, server, returnPath));
        } catch (RuntimeException e) {
            failed(context, Problems.problem(e, context), server, returnPath);
        }
    }

    /**
     * {@code GET /api/auth/callback}: completes, if the browser is the one that began, and leads
     * back to the page, whose address says what came of it and no more.
     */
    void callback(Context context) {
        boolean secure = address.get().secure();
        Secret state = state(context);
        FlowCookie flow =
                FlowCookie.find(context, state, secure).orElseThrow(AuthRoutes::notBegunHere);
        boolean toParley = flow.server().equals(PARLEY);
        Principal principal = toParley ? Principal.local() : gate.person(context).principal();
        FlowCookie.delete(context, state, secure);
        try {
            if (toParley) {
                signIn.complete(context, answer(context, state));
                back(context, flow.returnPath(), "signed-in");
            } else {
                Grant grant = authorizer.complete(principal, answer(context, state));
                back(context, flow.returnPath(), "connected=" + encoded(grant.server()));
            }
        } catch (RuntimeException e) {
            Problem problem = Problems.problem(e, context);
            if (toParley && !(e instanceof AccountDisabled)) {
                Audit.signInRefused(problem.code().code(), clients.of(context).getHostAddress());
            }
            if (problem.code() == ProblemCode.AUTHORIZATION_STATE_INVALID) {
                throw problem;
            }
            failed(context, problem, flow.server(), flow.returnPath());
        }
    }

    /** {@code POST /api/servers/{name}/disconnect}: takes the grant back. */
    void disconnect(Context context) {
        Principal principal = Gate.admitted(context).principal();
        String server = context.pathParam("name");
        if (!servers.has(server, principal)) {
            throw new Problem(ProblemCode.SERVER_NOT_FOUND, "There is no server of this name.");
        }
        boolean revoked = authorizer.revoke(principal, server);
        Requests.json(context, new JsonWriter().object().field("revoked", revoked).endObject());
    }

    private static String server(Context context) {
        String server = context.queryParam("server");
        if (server == null) {
            return PARLEY;
        }
        if (server.isBlank()) {
            throw new Problem(ProblemCode.INVALID_ARGUMENTS, "Say which server: ?server=NAME.");
        }
        return server;
    }

    /**
     * Reading never changes anything, but this does begin something: it must be our page that asks,
     * by a header that other sites cannot have sent, or a person who goes here; never a picture.
     */
    private static void checkMeant(Context context) {
        boolean navigates =
                "navigate".equals(context.header("Sec-Fetch-Mode"))
                        && OWN_SITES.contains(String.valueOf(context.header("Sec-Fetch-Site")));
        if (!navigates && context.header("X-Requested-By") == null) {
            throw new Problem(ProblemCode.CROSS_ORIGIN, "The header X-Requested-By is missing.");
        }
    }

    /**
     * On the loopback, a browser may have come by another name than the one it will be sent back
     * to, where it would be without its cookie. A proxy in front of https may have its own names.
     */
    private void checkHost(Context context) {
        PublicAddress ours = address.get();
        if (!ours.secure() && !ours.isHost(context.req().getServerName())) {
            throw new Problem(
                    ProblemCode.WRONG_HOST, "To sign in, open Parley at " + ours.url() + ".");
        }
    }

    private String begin(Context context, String server, ReturnPath returnPath) {
        PublicAddress ours = address.get();
        String redirectUri = ours.url() + CALLBACK;
        AuthorizationStart start =
                server.equals(PARLEY)
                        ? signIn.begin(redirectUri)
                        : authorizer.begin(gate.person(context).principal(), server, redirectUri);
        FlowCookie.of(start.state(), server, returnPath).set(context, ours.secure());
        return start.url();
    }

    /** The state; an answer that has anything twice is none (RFC 6749, section 3.1). */
    private static Secret state(Context context) {
        boolean unique = ANSWER.stream().allMatch(it -> context.queryParams(it).size() <= 1);
        return Optional.of(parameter(context, "state"))
                .filter(it -> unique && !it.isEmpty())
                .map(Secret::of)
                .orElseThrow(AuthRoutes::notBegunHere);
    }

    private static AuthorizationAnswer answer(Context context, Secret state) {
        return new AuthorizationAnswer(
                state,
                parameter(context, "code"),
                parameter(context, "iss"),
                parameter(context, "error"));
    }

    private static String parameter(Context context, String name) {
        String value = context.queryParam(name);
        return value == null ? "" : value;
    }

    private static Problem notBegunHere() {
        return new Problem(
                ProblemCode.AUTHORIZATION_STATE_INVALID,
                "This sign-in did not begin in this browser, is over, or took longer than ten"
                        + " minutes. Go back to Parley and sign in again.");
    }

    private static void failed(
            Context context, Problem problem, String server, ReturnPath returnPath) {
        String code = problem.code().code();
        back(
                context,
                returnPath,
                server.equals(PARLEY)
                        ? "sign-in-error=" + code
                        : "connect-error=" + code + "&server=" + encoded(server));
    }

    private static void back(Context context, ReturnPath returnPath, String query) {
        seeOther(context, returnPath.path() + "?" + query);
    }

    private static void seeOther(Context context, String location) {
        context.status(303).header("Location", location);
    }

    private static boolean accepts(Context context, String type) {
        String accept = context.header("Accept");
        return accept != null && accept.contains(type);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
