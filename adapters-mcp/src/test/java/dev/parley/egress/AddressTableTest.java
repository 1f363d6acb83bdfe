package dev.parley.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.egress.AddressRange.Reach;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Written from the IANA registries, not from the table. */
class AddressTableTest {

    /**
     * Block, what holds in it, and what holds for the address before it and the one behind it; a
     * dash where there is none.
     */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/8,         NEVER,   -,       PUBLIC",
        "10.0.0.0/8,        PRIVATE, PUBLIC,  PUBLIC",
        "100.64.0.0/10,     PRIVATE, PUBLIC,  PUBLIC",
        "100.100.100.200/32, NEVER,  PRIVATE, PRIVATE",
        "127.0.0.0/8,       PRIVATE, PUBLIC,  PUBLIC",
        "168.63.129.16/32,  NEVER,   PUBLIC,  PUBLIC",
        "169.254.0.0/16,    NEVER,   PUBLIC,  PUBLIC",
        "172.16.0.0/12,     PRIVATE, PUBLIC,  PUBLIC",
        "192.0.0.0/24,      NEVER,   PUBLIC,  PUBLIC",
        "192.0.2.0/24,      NEVER,   PUBLIC,  PUBLIC",
        "192.88.99.0/24,    NEVER,   PUBLIC,  PUBLIC",
        "192.168.0.0/16,    PRIVATE, PUBLIC,  PUBLIC",
        "198.18.0.0/15,     PRIVATE, PUBLIC,  PUBLIC",
        "198.51.100.0/24,   NEVER,   PUBLIC,  PUBLIC",
        "203.0.113.0/24,    NEVER,   PUBLIC,  PUBLIC",
        "224.0.0.0/4,       NEVER,   PUBLIC,  NEVER",
        "240.0.0.0/4,       NEVER,   NEVER,   -",
        "255.255.255.255/32, NEVER,  NEVER,   -",
        "::/128,            NEVER,   -,       PRIVATE",
        "::1/128,           PRIVATE, NEVER,   NEVER",
        "::2/127,           NEVER,   PRIVATE, NEVER",
        "64:ff9b::/96,      NEVER,   NEVER,   NEVER",
        "64:ff9b:1::/48,    NEVER,   NEVER,   NEVER",
        "100::/64,          NEVER,   NEVER,   NEVER",
        "2000::/16,         PUBLIC,  NEVER,   NEVER",
        "2001::/32,         NEVER,   PUBLIC,  NEVER",
        "2001::/23,         NEVER,   PUBLIC,  PUBLIC",
        "2001:db8::/32,     NEVER,   PUBLIC,  PUBLIC",
        "2002::/16,         NEVER,   PUBLIC,  PUBLIC",
        "3ffe::/16,         NEVER,   PUBLIC,  NEVER",
        "3fff::/20,         NEVER,   NEVER,   PUBLIC",
        "4000::/3,          NEVER,   PUBLIC,  NEVER",
        "5f00::/16,         NEVER,   NEVER,   NEVER",
        "fc00::/7,          PRIVATE, NEVER,   NEVER",
        "fd00:ec2::254/128, NEVER,   PRIVATE, PRIVATE",
        "fd20:ce::254/128,  NEVER,   PRIVATE, PRIVATE",
        "fe80::/10,         NEVER,   NEVER,   PRIVATE",
        "fec0::/10,         PRIVATE, NEVER,   NEVER",
        "ff00::/8,          NEVER,   PRIVATE, -"
    })
    void e01BlocksBeginAndEndWhereTheRegistriesSay(
            String block, Reach inside, String before, String behind) throws Exception {
        int slash = block.indexOf('/');
        byte[] bytes = InetAddress.getByName(block.substring(0, slash)).getAddress();
        int hostBits = bytes.length * 8 - Integer.parseInt(block.substring(slash + 1));
        BigInteger first = new BigInteger(1, bytes);
        BigInteger last = first.add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE);

        assertThat(reach(first, bytes.length)).isEqualTo(inside);
        assertThat(reach(last, bytes.length)).isEqualTo(inside);
        if (!before.equals("-")) {
            assertThat(reach(first.subtract(BigInteger.ONE), bytes.length)).hasToString(before);
        }
        if (!behind.equals("-")) {
            assertThat(reach(last.add(BigInteger.ONE), bytes.length)).hasToString(behind);
        }
    }

    /** What {@link InetAddress} itself calls special is never public, and far more is not. */
    @Test
    void e01NothingThatJavaCallsSpecialIsPublic() throws Exception {
        Random random = new Random(20261126);

        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            InetAddress address = InetAddress.getByAddress(bytes);
            if (address.isLoopbackAddress()
                    || address.isAnyLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isMulticastAddress()) {
                assertThat(AddressTable.STANDARD.reach(address.getAddress()))
                        .as(address.getHostAddress())
                        .isNotEqualTo(Reach.PUBLIC);
            }
        }
    }

    @Test
    void wellKnownPublicServersAreReached() throws UnknownHostException {
        for (String literal :
                List.of("1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700:4700::1111")) {
            assertThat(AddressTable.STANDARD.reach(InetAddress.getByName(literal).getAddress()))
                    .isEqualTo(Reach.PUBLIC);
        }
    }

    private static Reach reach(BigInteger address, int length) {
        byte[] bytes = new byte[length];
        byte[] digits = address.toByteArray();
        for (int i = 1; i <= Math.min(length, digits.length); i++) {
            bytes[length - i] = digits[digits.length - i];
        }
        return AddressTable.STANDARD.reach(bytes);
    }
}
