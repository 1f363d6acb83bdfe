package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.token.PendingAuthorization;
import dev.parley.token.Secret;
import io.javalin.http.Context;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Ties a sign-in that has begun to the browser it began in: an answer that comes by another browser
 * finds no such cookie there and is worth nothing. Each sign-in has a cookie of its own, named by a
 * hash of its state, so that several at a time do not disturb one another.
 *
 * <p>On https it is {@code Secure} and has the prefix {@code __Host-}, which keeps other hosts of
 * the domain from setting it. Plain http is for the loopback only, and there it has neither: Safari
 * and programs do not take a secure cookie from it.
 *
 * @param stateHash SHA-256 of the state
 * @param server the server to connect
 * @param returnPath where the browser wants to be afterwards
 */
record FlowCookie(String stateHash, String server, ReturnPath returnPath) {

    private static final String NAME = "parley-flow-";
    private static final String SECURE_NAME = "__Host-" + NAME;
    private static final int NAMED_CHARS = 16;

    /** More would fill the headers of every request; the oldest sign-ins are given up. */
    private static final int COOKIES_MAX = 8;

    static FlowCookie of(Secret state, String server, ReturnPath returnPath) {
        return new FlowCookie(state.hash(), server, returnPath);
    }

    /** The cookie this browser was given for the sign-in of {@code state}; empty for none. */
    static Optional<FlowCookie> find(Context context, Secret state, boolean secure) {
        String hash = state.hash();
        return Optional.ofNullable(context.cookieMap().get(name(hash, secure)))
                .flatMap(FlowCookie::parse)
                .filter(it -> sameBytes(it.stateHash(), hash));
    }

    /** Gives the browser this cookie, and takes away the oldest of too many. */
    void set(Context context, boolean secure) {
        String prefix = secure ? SECURE_NAME : NAME;
        // Browsers send the oldest first (RFC 6265, section 5.4).
        List<String> others =
                context.cookieMap().keySet().stream().filter(it -> it.startsWith(prefix)).toList();
        for (int i = 0; i <= others.size() - COOKIES_MAX; i++) {
            add(context, others.get(i), "", 0, secure);
        }
        long seconds = PendingAuthorization.LIFE_MAX.toSeconds();
        add(context, name(stateHash, secure), value(), seconds, secure);
    }

    /** Takes the cookie of {@code state} away from the browser, whether it has it or not. */
    static void delete(Context context, Secret state, boolean secure) {
        add(context, name(state.hash(), secure), "", 0, secure);
    }

    private static void add(
            Context context, String name, String value, long seconds, boolean secure) {
        context.res()
                .addHeader(
                        "Set-Cookie",
                        name
                                + "="
                                + value
                                + "; Path=/; Max-Age="
                                + seconds
                                + "; HttpOnly; SameSite=Lax"
                                + (secure ? "; Secure" : ""));
    }

    private static String name(String hash, boolean secure) {
        return (secure ? SECURE_NAME : NAME) + hash.substring(0, NAMED_CHARS);
    }

    private String value() {
        return stateHash + "." + encoded(server) + "." + encoded(returnPath.path());
    }

    /** What the browser sent; the path is checked anew, as a user can write any cookie. */
    private static Optional<FlowCookie> parse(String value) {
        String[] parts = value.split("\\.", -1);
        try {
            return parts.length == 3
                    ? Optional.of(
                            new FlowCookie(
                                    parts[0], decoded(parts[1]), ReturnPath.of(decoded(parts[2]))))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getUrlDecoder().decode(text), UTF_8);
    }

    private static boolean sameBytes(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
    }
}
