package dev.parley.http;

import dev.parley.token.Secret;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The token of a session, in the browser that signed in. As with {@link FlowCookie}, on https it is
 * {@code Secure} and tied to the host; plain http is for the loopback only.
 */
final class SessionCookie {

    private static final String NAME = "parley-sid";
    private static final String SECURE_NAME = "__Host-sid";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private SessionCookie() {}

    /** The token the browser sent; empty for what cannot be one. */
    static Optional<Secret> find(Context context, boolean secure) {
        return Optional.ofNullable(context.cookieMap().get(name(secure)))
                .filter(it -> TOKEN.matcher(it).matches())
                .map(Secret::of);
    }

    /** Gives the browser {@code token}, in place of the one it has. */
    static void set(Context context, Secret token, Duration ageMax, boolean secure) {
        add(context, token.reveal(), ageMax.toSeconds(), secure);
    }

    /** Takes the token away from the browser. */
    static void delete(Context context, boolean secure) {
        add(context, "", 0, secure);
    }

    private static void add(Context context, String value, long seconds, boolean secure) {
        context.res()
                .addHeader(
                        "Set-Cookie",
                        name(secure)
                                + "="
                                + value
                                + "; Path=/; Max-Age="
                                + seconds
                                + (secure ? "; Secure" : "")
                                + "; HttpOnly; SameSite=Lax");
    }

    private static String name(boolean secure) {
        return secure ? SECURE_NAME : NAME;
    }
}
