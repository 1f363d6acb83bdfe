package dev.parley.egress;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A URL read once, strictly, as the very object that is connected to later: no two readers can
 * understand it differently. OkHttp's own reader repairs what it gets, turns backslashes into
 * slashes and drops tabs; here only text that needs no repair passes. Immutable.
 */
public final class EgressUrl {

    static final int LENGTH_MAX = 8192;
    private static final int NAME_LENGTH_MAX = 253;

    private static final Pattern SHAPE =
            Pattern.compile("(https?)://([^/?#]*)((?:[/?][^#]*)?)", Pattern.DOTALL);
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9A-Fa-f:]+]|[0-9A-Za-z._-]+)(?::([1-9][0-9]{0,4}))?");
    private static final Pattern NAME = Pattern.compile("[0-9a-z_-]{1,63}(?:\\.[0-9a-z_-]{1,63})*");

    /** What the parsers of some systems take for a number: these hosts must be dotted quads. */
    private static final Pattern ENDS_IN_NUMBER =
            Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private static final Pattern DOTTED_QUAD =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    private final HttpUrl url;

    private EgressUrl(HttpUrl url) {
        this.url = url;
    }

    /**
     * Reads a URL of a user, a server or a settings file. Says nothing about whether it may be
     * reached: that is for {@link EgressGate}.
     *
     * @throws EgressDenied when the text is not plain visible ASCII, is no http or https URL, holds
     *     a user name, a fragment, or a host in an unusual spelling
     */
    public static EgressUrl parse(String text) throws EgressDenied {
        if (text.length() > LENGTH_MAX) {
            throw EgressDenied.malformed("it is longer than " + LENGTH_MAX + " characters");
        }
        if (!text.chars().allMatch(EgressUrl::isAccepted)) {
            throw EgressDenied.malformed("it holds a blank, a backslash or a special character");
        }
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw EgressDenied.malformed(
                    "it must begin with https:// or http:// and have no fragment");
        }
        Matcher authority = AUTHORITY.matcher(shape.group(2));
        if (!authority.matches()) {
            throw EgressDenied.malformed("its host or port has an unusual spelling");
        }
        String host = authority.group(1).toLowerCase(Locale.ROOT);
        requireUsualSpelling(host);
        HttpUrl url = HttpUrl.parse(text);
        if (url == null || !agrees(url, shape.group(1), host, authority.group(2))) {
            throw EgressDenied.malformed("its host or port has an unusual spelling");
        }
        return new EgressUrl(url);
    }

    /** The same rules for a URL that code of ours has built already. */
    static EgressUrl of(HttpUrl url) throws EgressDenied {
        return parse(url.toString());
    }

    /** The URL as OkHttp connects to it. */
    public HttpUrl httpUrl() {
        return url;
    }

    /** Scheme, host and port, the port always being there. */
    public Origin origin() {
        return new Origin(url.scheme(), url.host(), url.port());
    }

    /** A literal address, which no name service is asked for. */
    boolean isLiteral() {
        return url.host().contains(":") || DOTTED_QUAD.matcher(url.host()).matches();
    }

    /** How a literal of these bytes is spelled as the host of a URL. */
    static String literalHost(InetAddress address) {
        String withoutScope = address.getHostAddress().replaceFirst("%.*", "");
        return new HttpUrl.Builder().scheme("https").host(withoutScope).build().host();
    }

    private static boolean isAccepted(int character) {
        return character > ' ' && character < 0x7f && "\\\"<>^`{|}".indexOf(character) < 0;
    }

    private static void requireUsualSpelling(String host) throws EgressDenied {
        if (host.startsWith("[")) {
            return;
        }
        if (host.length() > NAME_LENGTH_MAX || !NAME.matcher(host).matches()) {
            throw EgressDenied.malformed("its host or port has an unusual spelling");
        }
        if (ENDS_IN_NUMBER.matcher(host).matches() && !DOTTED_QUAD.matcher(host).matches()) {
            throw EgressDenied.malformed("a numeric host must be four numbers with dots");
        }
    }

    /** OkHttp unwraps an IPv4-mapped literal, which then is no IPv6 address any more. */
    private static boolean agrees(HttpUrl url, String scheme, String host, @Nullable String port) {
        boolean sameHost =
                host.startsWith("[") ? url.host().contains(":") : url.host().equals(host);
        int expected = port == null ? HttpUrl.defaultPort(scheme) : Integer.parseInt(port);
        return sameHost && url.scheme().equals(scheme) && url.port() == expected;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EgressUrl that && url.equals(that.url);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }

    /** Without the query, which may hold what only the receiver is to know. */
    @Override
    public String toString() {
        return origin() + url.encodedPath();
    }
}
