package dev.parley.egress;

import dev.parley.egress.AddressRange.Reach;
import dev.parley.egress.EgressPolicy.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what Parley may connect to. A URL is looked at before anything happens, and the address
 * again by the socket that is about to connect to it. What is denied is a line of the audit. Safe
 * for use by many threads.
 */
public final class EgressGate {

    private static final Logger AUDIT = LoggerFactory.getLogger("dev.parley.audit");

    private final EgressPolicy policy;
    private final AddressTable addresses;

    public EgressGate(EgressPolicy policy) {
        this(policy, AddressTable.STANDARD);
    }

    EgressGate(EgressPolicy policy, AddressTable addresses) {
        this.policy = policy;
        this.addresses = addresses;
    }

    EgressPolicy policy() {
        return policy;
    }

    /**
     * What can be said of a URL without resolving its name; asks no network. A URL that passes may
     * still be denied when it is connected to.
     *
     * @throws EgressDenied when it is plain http, the address of a private place, or a name behind
     *     the operator's proxy, and its origin is not listed
     */
    public void check(EgressUrl url) throws EgressDenied {
        Origin origin = url.origin();
        if (policy.lists(origin)) {
            if (url.isLiteral() && reach(literal(origin.host())) == Reach.NEVER) {
                throw denied(origin, "address");
            }
            return;
        }
        if (!origin.scheme().equals("https")) {
            throw denied(origin, "plain-http");
        }
        // Listed for another scheme. The socket sees no scheme, so this is where it is compared.
        if (policy.listsTarget(origin.host(), origin.port())) {
            throw denied(origin, "scheme");
        }
        if (url.isLiteral()) {
            if (reach(literal(origin.host())) != Reach.PUBLIC) {
                throw denied(origin, "address");
            }
        } else if (policy.route() instanceof Route.Proxy) {
            throw denied(origin, "name-behind-proxy");
        }
    }

    /**
     * The decision of a socket about to connect: on the bytes of the address it connects to.
     *
     * @param target whose address carries the name it was resolved from, if there was one
     */
    void checkTarget(InetSocketAddress target) throws EgressDenied {
        String host = host(target);
        boolean passes =
                switch (policy.route()) {
                    case Route.Direct direct -> passes(target.getAddress(), host, target.getPort());
                    case Route.Proxy proxy ->
                            proxy.host().equalsIgnoreCase(host) && proxy.port() == target.getPort();
                };
        if (!passes) {
            AUDIT.warn(
                    "egress.denied host={} port={} address={}",
                    host,
                    target.getPort(),
                    target.getAddress().getHostAddress());
            throw EgressDenied.target(host);
        }
    }

    private boolean passes(InetAddress address, String host, int port) {
        return switch (reach(address)) {
            case PUBLIC -> true;
            case PRIVATE -> policy.listsTarget(host, port);
            case NEVER -> false;
        };
    }

    private Reach reach(InetAddress address) {
        return addresses.reach(address.getAddress());
    }

    /** The name that was resolved, or else the literal in the form of {@link Origin#host}. */
    private static String host(InetSocketAddress target) {
        String host = target.getHostString().toLowerCase(Locale.ROOT);
        return host.contains(":") ? EgressUrl.literalHost(target.getAddress()) : host;
    }

    private static InetAddress literal(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a literal address: " + host, e);
        }
    }

    private static EgressDenied denied(Origin origin, String why) {
        AUDIT.warn("egress.denied origin={} why={}", origin, why);
        return EgressDenied.target(origin.host());
    }
}
