package dev.parley.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Under which names this server answers: the host of its public URL, and on a loopback address all
 * names of the loopback. Other names are not ours, whoever made them resolve to us.
 */
record PublicAddress(String url, Set<String> hosts, Set<String> origins) {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    PublicAddress {
        hosts = Set.copyOf(hosts);
        origins = Set.copyOf(origins);
    }

    /** The address of a server that listens on {@code port}. */
    static PublicAddress of(HttpConfig config, int port) {
        String own = bracketed(config.host());
        String url = config.publicUrl();
        if (url.isEmpty()) {
            // Other addresses of the loopback have no such name: localhost would not lead to us.
            url = "http://" + (LOOPBACK.contains(own) ? "localhost" : own) + ":" + port;
        }
        URI uri = URI.create(url);
        Set<String> hosts = new TreeSet<>();
        Set<String> origins = new TreeSet<>();
        hosts.add(uri.getHost().toLowerCase(Locale.ROOT));
        origins.add(origin(uri));
        if (isLoopback(config.host())) {
            for (String name : LOOPBACK) {
                hosts.add(name);
                origins.add(origin(URI.create("http://" + name + ":" + port)));
            }
        }
        return new PublicAddress(origin(uri), hosts, origins);
    }

    /** Whether {@code name} is the host users know, and not just one that leads here, too. */
    boolean isHost(String name) {
        return name.equalsIgnoreCase(URI.create(url).getHost());
    }

    /**
     * Checks that sessions do not go over a network in the clear.
     *
     * @throws IllegalArgumentException when they would
     */
    void checkPrivate(HttpConfig config) {
        boolean inside = isLoopback(config.host()) && isLoopback(URI.create(url).getHost());
        if (!secure() && !inside) {
            throw new IllegalArgumentException(
                    "people sign in, so the public URL must be https: " + url);
        }
    }

    boolean secure() {
        return url.startsWith("https:");
    }

    /** As browsers write it: lower case, and no port where it is the scheme's own. */
    private static String origin(URI uri) {
        String origin = (uri.getScheme() + "://" + uri.getHost()).toLowerCase(Locale.ROOT);
        int usual = uri.getScheme().equals("https") ? 443 : 80;
        return uri.getPort() == -1 || uri.getPort() == usual
                ? origin
                : origin + ":" + uri.getPort();
    }

    private static boolean isLoopback(String host) {
        return host.startsWith("127.") || LOOPBACK.contains(bracketed(host));
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
