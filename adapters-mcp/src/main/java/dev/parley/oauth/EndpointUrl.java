package dev.parley.oauth;

import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Checks URLs that a server or an authorization server wrote. They are opened by Parley, by
 * browsers, and by whatever a terminal starts to open a browser; so there is no character in them
 * that means something to a shell (CVE-2025-6514).
 */
final class EndpointUrl {

    static final int LENGTH_MAX = 2_048;

    private static final Pattern LOOPBACK_IPV4 =
            Pattern.compile("127(\\.(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}");

    /** RFC 3986 without the single quote, the dollar sign, and the number sign of fragments. */
    private static final Pattern CHARACTERS =
            Pattern.compile("[A-Za-z0-9\\-._~:/?\\[\\]@!&()*+,;=%]+");

    private EndpointUrl() {}

    /**
     * The URL, if it is one that may be opened: {@code https}, or {@code http} on a loopback
     * address; without user, fragment and odd characters.
     *
     * @param what it is, for the message, as "token endpoint"
     * @throws AuthorizationFailed for any other; the message does not quote it
     */
    static URI checked(String what, String value) {
        return parse(value, what);
    }

    /** An issuer: the same, without a query (RFC 8414, section 2). */
    static URI checkedIssuer(String value) {
        URI issuer = parse(value, "authorization server");
        if (issuer.getRawQuery() != null) {
            throw refused("authorization server");
        }
        return issuer;
    }

    /** Whether only this machine answers there. */
    static boolean isLoopback(URI url) {
        String host = url.getHost();
        return host != null
                && (host.equalsIgnoreCase("localhost")
                        || host.equals("[::1]")
                        || LOOPBACK_IPV4.matcher(host).matches());
    }

    /** Scheme, host and port in one spelling. */
    static String origin(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int defaultPort = scheme.equals("https") ? 443 : 80;
        int port = url.getPort();
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return scheme + "://" + host + (port == -1 || port == defaultPort ? "" : ":" + port);
    }

    private static URI parse(String value, String what) {
        if (value.length() > LENGTH_MAX || !CHARACTERS.matcher(value).matches()) {
            throw refused(what);
        }
        URI url;
        try {
            url = new URI(value);
        } catch (URISyntaxException e) {
            throw refused(what);
        }
        boolean open =
                url.getHost() != null
                        && url.getRawUserInfo() == null
                        && ("https".equalsIgnoreCase(url.getScheme())
                                || ("http".equalsIgnoreCase(url.getScheme()) && isLoopback(url)));
        if (!open) {
            throw refused(what);
        }
        return url;
    }

    private static AuthorizationFailed refused(String what) {
        return new AuthorizationFailed(
                Reason.INVALID_METADATA,
                "The server names an address for its "
                        + what
                        + " that Parley does not open; it must be a plain https address.",
                null);
    }
}
