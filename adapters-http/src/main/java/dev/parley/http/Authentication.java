package dev.parley.http;

import dev.parley.access.ApiKeys;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Says who a request is from, whatever they came in with. A request with an {@code Authorization}
 * is from the program whose key that is, or from nobody: what else it carries does not count, so
 * that nobody gets around the limits of a key (CVE-2026-45339), and no page can make a browser add
 * its cookie to a request that was not checked as one of a browser's.
 */
final class Authentication {

    private static final String AUTHORIZATION = "Authorization";

    /** RFC 6750: the scheme in any case, one space or more, the token. */
    private static final Pattern KEY =
            Pattern.compile("(?i:Bearer) +(" + ApiKeys.PREFIX + "[A-Za-z0-9_-]{43})");

    private final Access access;
    private final Supplier<PublicAddress> address;

    /** For a server at {@code address}, which is known once it listens. */
    Authentication(Access access, Supplier<PublicAddress> address) {
        this.access = access;
        this.address = address;
    }

    /** Whether a request claims to be a program's: no browser sends this for another site. */
    static boolean isProgram(Context context) {
        return context.header(AUTHORIZATION) != null;
    }

    /** Who asks; empty for nobody that is known here. */
    Optional<Caller> caller(Context context) {
        if (isProgram(context)) {
            return program(Collections.list(context.req().getHeaders(AUTHORIZATION)));
        }
        return switch (access.mode()) {
            case Access.Mode.Local local -> Optional.of(new Caller.Local(Principal.local()));
            case Access.Mode.SignIn signIn -> browser(context, signIn).map(it -> it);
        };
    }

    /** The session of the browser that asks, whatever else it sends. */
    Optional<Caller.Browser> browser(Context context, Access.Mode.SignIn signIn) {
        return SessionCookie.find(context, address.get().secure())
                .flatMap(
                        token ->
                                signIn.sessions()
                                        .find(token)
                                        .map(it -> new Caller.Browser(it.principal(), it, token)));
    }

    private Optional<Caller> program(List<String> authorizations) {
        if (authorizations.size() != 1) {
            return Optional.empty();
        }
        return Optional.of(KEY.matcher(authorizations.getFirst()))
                .filter(it -> it.matches())
                .flatMap(it -> access.keys().find(Secret.of(it.group(1))))
                .map(it -> new Caller.Program(it.principal(), it.key()));
    }
}
