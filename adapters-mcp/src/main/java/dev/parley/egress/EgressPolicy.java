package dev.parley.egress;

import java.util.HashSet;
import java.util.Set;

/**
 * Where Parley may connect to, besides the public internet over https.
 *
 * @param listed origins that an administrator wrote down: these alone may be private, and these
 *     alone may be spoken to without TLS
 */
public record EgressPolicy(Set<Origin> listed, Route route) {

    /** The way out. */
    public sealed interface Route {

        /** Parley connects by itself. */
        record Direct() implements Route {}

        /**
         * All connections go to the operator's HTTP proxy. It resolves names again, out of our
         * sight, so that names must be {@code listed} to be reached through it.
         */
        record Proxy(String host, int port) implements Route {
            public Proxy {
                if (host.isBlank() || port < 1 || port > 65_535) {
                    throw new IllegalArgumentException("not a proxy: " + host + ":" + port);
                }
            }
        }
    }

    public EgressPolicy {
        listed = Set.copyOf(listed);
    }

    /** A policy without a proxy. */
    public static EgressPolicy direct(Set<Origin> listed) {
        return new EgressPolicy(listed, new Route.Direct());
    }

    /** This policy with more origins listed. */
    public EgressPolicy listing(Set<Origin> more) {
        Set<Origin> all = new HashSet<>(listed);
        all.addAll(more);
        return new EgressPolicy(all, route);
    }

    boolean lists(Origin origin) {
        return listed.contains(origin);
    }

    /** Whether a socket may go to this host and port although the address is private. */
    boolean listsTarget(String host, int port) {
        return listed.stream().anyMatch(it -> it.port() == port && it.host().equals(host));
    }
}
