package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {

    private final ClientAddresses behindProxies =
            new ClientAddresses(List.of("10.0.0.0/8", "192.0.2.7", "fd00:1::/32"));

    @Test
    void h07WhatAStrangerSaysOfItselfIsNotBelieved() {
        for (String peer : List.of("203.0.113.9", "11.0.0.1", "192.0.2.8", "2001:db8::1")) {
            assertThat(
                            behindProxies.of(
                                    address(peer),
                                    List.of("198.51.100.1"),
                                    List.of("for=198.51.100.1")))
                    .isEqualTo(address(peer));
        }
    }

    @Test
    void h07WithoutTrustedProxiesNobodyIsBelieved() {
        ClientAddresses alone = new ClientAddresses(List.of());

        assertThat(alone.of(address("127.0.0.1"), List.of("198.51.100.1"), List.of()))
                .isEqualTo(address("127.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    198.51.100.1                          | 198.51.100.1
                    1.2.3.4, 198.51.100.1                 | 198.51.100.1
                    1.2.3.4,198.51.100.1,10.9.9.9         | 198.51.100.1
                    1.2.3.4, 198.51.100.1 , fd00:1::5     | 198.51.100.1
                    10.1.1.1, 10.9.9.9                    | 10.1.1.1
                    198.51.100.1:5123                     | 198.51.100.1
                    2001:db8::17                          | 2001:db8::17
                    [2001:db8::17]:443                    | 2001:db8::17
                    [2001:db8::17]                        | 2001:db8::17
                    ::ffff:198.51.100.1                   | 198.51.100.1
                    198.51.100.1, ::ffff:10.2.2.2         | 198.51.100.1
                    nonsense                              | 10.0.0.1
                    198.51.100.1, nonsense                | 10.0.0.1
                    198.51.100.1, unknown, 10.9.9.9       | 10.9.9.9
                    198.51.100.1,                         | 10.0.0.1
                    ,                                     | 10.0.0.1
                    198.51.100.1.example                  | 10.0.0.1
                    0198.51.100.1                         | 10.0.0.1
                    198.51.100                            | 10.0.0.1
                    3325256705                            | 10.0.0.1
                    0xc6336401                            | 10.0.0.1
                    256.1.1.1                             | 10.0.0.1
                    2001:db8:::1                          | 10.0.0.1
                    fe80::1%eth0                          | 10.0.0.1
                    [198.51.100.1                         | 10.0.0.1
                    localhost                             | 10.0.0.1
                    """)
    void h07NearestHopThatIsNotOursCounts(String forwardedFor, String client) {
        assertThat(behindProxies.of(address("10.0.0.1"), List.of(forwardedFor), List.of()))
                .isEqualTo(address(client));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    for=198.51.100.1                                    | 198.51.100.1
                    For="198.51.100.1:80";proto=https;by=10.0.0.1       | 198.51.100.1
                    for=1.2.3.4, proto=http;for=198.51.100.1            | 198.51.100.1
                    for=198.51.100.1, for=10.3.3.3                      | 198.51.100.1
                    for="[2001:db8::17]:4711"                           | 2001:db8::17
                    for=1.2.3.4;host="a, for=9.9.9.9", for=198.51.100.1 | 198.51.100.1
                    for=198.51.100.1, for=_hidden                       | 10.0.0.1
                    for=198.51.100.1, for=unknown                       | 10.0.0.1
                    for=198.51.100.1, proto=https                       | 10.0.0.1
                    for=198.51.100.1; for                               | 10.0.0.1
                    for="198.51.100.1                                   | 10.0.0.1
                    nonsense                                            | 10.0.0.1
                    """)
    void h07ForwardedIsReadTheSameWay(String forwarded, String client) {
        assertThat(behindProxies.of(address("10.0.0.1"), List.of(), List.of(forwarded)))
                .isEqualTo(address(client));
    }

    @Test
    void h07LinesOfOneHeaderAreOneList() {
        assertThat(
                        behindProxies.of(
                                address("10.0.0.1"),
                                List.of("1.2.3.4", "198.51.100.1", "10.9.9.9"),
                                List.of("for=5.6.7.8")))
                .isEqualTo(address("198.51.100.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "::/129", "10.0.0/8", "host", "10.0.0.0/", "/8"})
    void h07RangeThatIsNoneIsAMistakeOfTheSettings(String range) {
        assertThatThrownBy(() -> new ClientAddresses(List.of(range)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void h07RangeEndsInTheMiddleOfAByte() {
        AddressRange range = AddressRange.parse("172.16.0.0/12");

        assertThat(List.of("172.16.0.0", "172.31.255.255"))
                .allMatch(it -> range.contains(address(it)));
        assertThat(List.of("172.15.255.255", "172.32.0.0", "::ac10:0"))
                .noneMatch(it -> range.contains(address(it)));
        assertThat(AddressRange.parse("0.0.0.0/0").contains(address("203.0.113.1"))).isTrue();
    }

    @Test
    void h06SubscriberOfIpv6IsCountedAsOne() {
        String one = AddressRange.subscriber(address("2001:db8:1:2:3:4:5:6")).key();

        assertThat(AddressRange.subscriber(address("2001:db8:1:2::1")).key()).isEqualTo(one);
        assertThat(AddressRange.subscriber(address("2001:db8:1:3::1")).key()).isNotEqualTo(one);
        assertThat(AddressRange.subscriber(address("198.51.100.1")).key())
                .isEqualTo("198.51.100.1/32");
    }

    private static InetAddress address(String text) {
        return AddressRange.address(text).orElseThrow();
    }
}
