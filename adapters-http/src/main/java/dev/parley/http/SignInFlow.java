package dev.parley.http;

import dev.parley.access.Session;
import dev.parley.access.SignedIn;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Secret;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.Supplier;

/** How people sign in to Parley itself. */
final class SignInFlow {

    private final Access.Mode mode;
    private final Authentication authentication;
    private final Supplier<PublicAddress> address;

    SignInFlow(Access.Mode mode, Authentication authentication, Supplier<PublicAddress> address) {
        this.mode = mode;
        this.authentication = authentication;
        this.address = address;
    }

    /** Begins: where the browser is to go. */
    AuthorizationStart begin(String redirectUri) {
        return signIn().provider().begin(redirectUri);
    }

    /**
     * Completes: the browser is given a new session, and the one it had ends, so that nobody can
     * sit in a session they have prepared for somebody else.
     */
    void complete(Context context, AuthorizationAnswer answer) {
        Access.Mode.SignIn signIn = signIn();
        SignedIn who = signIn.provider().complete(answer);
        authentication
                .browser(context, signIn)
                .ifPresent(
                        it ->
                                signIn.sessions()
                                        .end(
                                                it.principal(),
                                                it.session().id(),
                                                Session.End.REPLACED));
        String client = Optional.ofNullable(context.userAgent()).orElse("");
        Secret token = signIn.sessions().start(who, client);
        SessionCookie.set(context, token, signIn.limits().ageMax(), address.get().secure());
    }

    private Access.Mode.SignIn signIn() {
        return switch (mode) {
            case Access.Mode.Local local ->
                    throw new Problem(
                            ProblemCode.AUTHORIZATION_NOT_NEEDED,
                            "Nobody has to sign in here. To connect a server, say which:"
                                    + " ?server=NAME.");
            case Access.Mode.SignIn it -> it;
        };
    }
}
