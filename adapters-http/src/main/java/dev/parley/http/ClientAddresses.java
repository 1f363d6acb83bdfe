package dev.parley.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says where a request is from: the other end of its socket, unless that is a proxy we trust. Then
 * it is who the proxy says it got the request from, and so on from proxy to proxy, until one is not
 * ours; what stands before that is anybody's invention. {@code X-Real-IP} and the like are never
 * believed. A trusted proxy must set {@code X-Forwarded-For} or {@code Forwarded} itself, and
 * {@code X-Forwarded-For} wins.
 */
final class ClientAddresses {

    /** An address, in brackets if a port may follow an IPv6 one, and that port. */
    private static final Pattern HOP =
            Pattern.compile("\\[([^\\]]*)\\](?::\\d{1,5})?|([^:]*):\\d{1,5}|(.*)");

    /** One parameter of RFC 7239, and whether another or another hop comes after. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*([^=\\s\",;]+)=(\"[^\"\\\\]*\"|[^\\s\",;]*)\\s*([;,]|$)");

    private final List<AddressRange> trusted;

    /** Believes the proxies in these ranges. */
    ClientAddresses(List<String> trustedProxies) {
        this.trusted = trustedProxies.stream().map(AddressRange::parse).toList();
    }

    boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(it -> it.contains(address));
    }

    /** Where a request is from. */
    InetAddress of(Context context) {
        InetAddress peer =
                AddressRange.address(unscoped(context.req().getRemoteAddr()))
                        .orElseThrow(
                                () -> new IllegalStateException("a socket without an address"));
        return of(peer, lines(context, "X-Forwarded-For"), lines(context, "Forwarded"));
    }

    /**
     * Where a request is from.
     *
     * @param peer the other end of the socket
     * @param forwardedFor the lines of {@code X-Forwarded-For}, in their order
     * @param forwarded those of {@code Forwarded}
     */
    InetAddress of(InetAddress peer, List<String> forwardedFor, List<String> forwarded) {
        if (!isTrusted(peer)) {
            return peer;
        }
        List<String> hops = forwardedFor.isEmpty() ? hops(forwarded) : split(forwardedFor);
        InetAddress nearest = peer;
        for (String hop : hops.reversed()) {
            Optional<InetAddress> address = address(hop);
            if (address.isEmpty()) {
                // A hop that says nothing hides those before it: the proxy that wrote it counts.
                return nearest;
            }
            nearest = address.orElseThrow();
            if (!isTrusted(nearest)) {
                return nearest;
            }
        }
        return nearest;
    }

    private static List<String> split(List<String> lines) {
        return List.of(String.join(",", lines).split(",", -1));
    }

    /** The {@code for} of each hop; empty where there is none, or the rest cannot be read. */
    private static List<String> hops(List<String> lines) {
        List<String> hops = new ArrayList<>();
        if (lines.isEmpty()) {
            return hops;
        }
        String all = String.join(",", lines);
        Matcher parameter = PARAMETER.matcher(all);
        String hop = "";
        int end = 0;
        while (end < all.length() && parameter.find(end) && parameter.start() == end) {
            if (parameter.group(1).equalsIgnoreCase("for")) {
                hop = parameter.group(2).replace("\"", "");
            }
            end = parameter.end();
            if (!parameter.group(3).equals(";")) {
                hops.add(hop);
                hop = "";
            }
        }
        if (end < all.length()) {
            hops.add("");
        }
        return hops;
    }

    private static Optional<InetAddress> address(String hop) {
        String text = hop.strip();
        Optional<InetAddress> plain = AddressRange.address(text);
        if (plain.isPresent()) {
            return plain;
        }
        Matcher parts = HOP.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        for (int group = 1; group <= 2; group++) {
            if (parts.group(group) != null) {
                return AddressRange.address(parts.group(group));
            }
        }
        return Optional.empty();
    }

    /** Without the brackets and the interface some platforms add to a link-local address. */
    private static String unscoped(String address) {
        return address.replaceAll("[\\[\\]]|%.*", "");
    }

    private static List<String> lines(Context context, String header) {
        return Collections.list(context.req().getHeaders(header));
    }
}
