package dev.parley.http;

import java.net.URI;
import java.time.Duration;

/**
 * The settings of the web server.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes any that is free
 * @param publicUrl the address users see, without a path; empty derives {@code http://localhost}
 *     with the port for its addresses, and {@code http://} with host and port for another
 * @param model what the page says about the language model
 * @param heartbeat how long a stream may be silent before a comment is sent; 15 s by default
 * @param bodyBytesMax of a request's body; 1,000,000 by default
 * @param limits how much anybody may take
 */
public record HttpConfig(
        String host,
        int port,
        String publicUrl,
        Model model,
        Duration heartbeat,
        int bodyBytesMax,
        HttpLimits limits) {

    /** The language model; {@code demo} when it is the built-in one. */
    public record Model(String id, boolean demo) {}

    public HttpConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
        if (!heartbeat.isPositive() || bodyBytesMax < 1) {
            throw new IllegalArgumentException("heartbeat and bodyBytesMax must be positive");
        }
        if (!publicUrl.isEmpty()) {
            checkOrigin(publicUrl);
        }
    }

    /** A server on which anybody may take as much as by default. */
    public HttpConfig(
            String host,
            int port,
            String publicUrl,
            Model model,
            Duration heartbeat,
            int bodyBytesMax) {
        this(host, port, publicUrl, model, heartbeat, bodyBytesMax, HttpLimits.DEFAULT);
    }

    /** A server with the default limits. */
    public static HttpConfig of(String host, int port, String publicUrl, Model model) {
        return new HttpConfig(host, port, publicUrl, model, Duration.ofSeconds(15), 1_000_000);
    }

    private static void checkOrigin(String url) {
        URI uri = URI.create(url);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (!web || uri.getHost() == null || !(path.isEmpty() || path.equals("/"))) {
            throw new IllegalArgumentException(
                    "the public URL must be http:// or https:// and a host, without a path: "
                            + url);
        }
    }
}
