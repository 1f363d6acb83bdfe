package dev.parley.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same {@code bits}. An IPv4 address that is written as an IPv6
 * one ({@code ::ffff:10.0.0.1}) is the IPv4 address.
 */
record AddressRange(InetAddress start, int bits) {

    /** Four numbers without leading zeros, which some programs read as octal. */
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern RANGE = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");

    AddressRange {
        if (bits < 0 || bits > start.getAddress().length * 8) {
            throw new IllegalArgumentException(start + " has no prefix of " + bits + " bits");
        }
    }

    /**
     * The range that {@code text} names: {@code 10.0.0.0/8}, or one address.
     *
     * @throws IllegalArgumentException when it names none
     */
    static AddressRange parse(String text) {
        Matcher parts = RANGE.matcher(text);
        Optional<InetAddress> start = parts.matches() ? address(parts.group(1)) : Optional.empty();
        if (start.isEmpty()) {
            throw new IllegalArgumentException(
                    "not an address or a range such as 10.0.0.0/8: " + text);
        }
        InetAddress address = start.orElseThrow();
        String bits = parts.group(2);
        return new AddressRange(
                address, bits == null ? address.getAddress().length * 8 : Integer.parseInt(bits));
    }

    /** The address written here; a name is none, and is never looked up. */
    static Optional<InetAddress> address(String text) {
        try {
            if (IPV4.matcher(text).matches()) {
                return Optional.of(InetAddress.getByName(text));
            }
            // In brackets it is read as an address or not at all.
            return IPV6.matcher(text).matches()
                    ? Optional.of(InetAddress.getByName("[" + text + "]"))
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** One IPv4 address, or what one subscriber has of IPv6: counting single ones stops nobody. */
    static AddressRange subscriber(InetAddress address) {
        return new AddressRange(address, address instanceof Inet6Address ? 64 : 32);
    }

    boolean contains(InetAddress address) {
        byte[] ours = start.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i & 7);
            if ((ours[i >> 3] & mask) != (theirs[i >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** One spelling for all addresses of the range. */
    String key() {
        byte[] bytes = start.getAddress();
        for (int i = bits; i < bytes.length * 8; i++) {
            bytes[i >> 3] &= (byte) ~(0x80 >> (i & 7));
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of legal length", e);
        }
    }
}
