package dev.parley.egress;

import dev.parley.egress.AddressRange.Reach;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the internet's registries say about addresses. Blocks and bytes, because the predicates of
 * {@link java.net.InetAddress} know neither unique local addresses nor those that wrap another one.
 *
 * @param ranges the first that contains an address decides; there is one for every address
 */
record AddressTable(List<AddressRange> ranges) {

    /** The IANA special-purpose registries, and the addresses clouds give their metadata. */
    static final AddressTable STANDARD =
            new AddressTable(
                    Stream.of(
                                    never(
                                            // Metadata of Azure, Alibaba, AWS and Google, which
                                            // hand out the machine's own credentials.
                                            "168.63.129.16/32",
                                            "100.100.100.200/32",
                                            "fd00:ec2::254/128",
                                            "fd20:ce::254/128",
                                            // "This network"; Linux connects 0.0.0.0 to itself.
                                            "0.0.0.0/8",
                                            // Link-local, with the metadata of most clouds.
                                            "169.254.0.0/16",
                                            // Protocol assignments, documentation, 6to4 relays.
                                            "192.0.0.0/24",
                                            "192.0.2.0/24",
                                            "192.88.99.0/24",
                                            "198.51.100.0/24",
                                            "203.0.113.0/24",
                                            // Multicast, reserved, broadcast.
                                            "224.0.0.0/4",
                                            "240.0.0.0/4"),
                                    onlyWhenListed(
                                            "10.0.0.0/8",
                                            // Shared by the customers of a carrier.
                                            "100.64.0.0/10",
                                            "127.0.0.0/8",
                                            "172.16.0.0/12",
                                            "192.168.0.0/16",
                                            // Benchmarking; some tunnels answer with these.
                                            "198.18.0.0/15",
                                            "::1/128",
                                            "fc00::/7",
                                            // Site-local, what fc00::/7 was called before.
                                            "fec0::/10"),
                                    never(
                                            // Teredo, benchmarking, ORCHID and their neighbours.
                                            "2001::/23",
                                            "2001:db8::/32",
                                            // 6to4: any IPv4 address in disguise.
                                            "2002::/16",
                                            "3fff::/20",
                                            // What was 6bone.
                                            "3ffe::/16"),
                                    range(Reach.PUBLIC, "2000::/3", "0.0.0.0/0"),
                                    // All else of IPv6 is not the internet: unspecified,
                                    // compatible, mapped, NAT64 in both forms, discard, SRv6,
                                    // link-local, multicast, and what nobody has been given yet.
                                    never("::/0"))
                            .flatMap(List::stream)
                            .toList());

    AddressTable {
        ranges = List.copyOf(ranges);
    }

    Reach reach(byte[] address) {
        int bits = address.length * Byte.SIZE;
        BigInteger number = new BigInteger(1, address);
        return ranges.stream()
                .filter(range -> range.contains(bits, number))
                .findFirst()
                .map(AddressRange::reach)
                .orElse(Reach.NEVER);
    }

    private static List<AddressRange> never(String... cidrs) {
        return range(Reach.NEVER, cidrs);
    }

    private static List<AddressRange> onlyWhenListed(String... cidrs) {
        return range(Reach.PRIVATE, cidrs);
    }

    private static List<AddressRange> range(Reach reach, String... cidrs) {
        return Stream.of(cidrs).map(cidr -> AddressRange.of(cidr, reach)).toList();
    }
}
