package dev.parley.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the client goes, and where it does not. */
class GuardedHttpTest {

    private static final String OK =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    /** All of these lead to this machine or its network for someone. */
    static List<String> forbidden() {
        return List.of(
                "127.0.0.1",
                "127.0.0.2",
                "127.1.2.3",
                "127.255.255.254",
                "0.0.0.0",
                "0.0.0.1",
                "0.255.255.255",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "168.63.129.16",
                "169.254.169.254",
                "169.254.170.2",
                "169.254.0.1",
                "172.16.0.1",
                "172.17.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "[::]",
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[::2]",
                "[::7f00:1]",
                "[::a9fe:a9fe]",
                "[::ffff:0:7f00:1]",
                "[64:ff9b::7f00:1]",
                "[64:ff9b::a9fe:a9fe]",
                "[64:ff9b::808:808]",
                "[64:ff9b:1::7f00:1]",
                "[100::1]",
                "[2001::1]",
                "[2001:0:7f00:1::]",
                "[2001:2::1]",
                "[2001:10::1]",
                "[2001:20::1]",
                "[2001:db8::1]",
                "[2002:7f00:1::]",
                "[2002:a9fe:a9fe::]",
                "[2002:a00:1::1]",
                "[3ffe::1]",
                "[3fff::1]",
                "[4000::1]",
                "[5f00::1]",
                "[fc00::1]",
                "[fd00::1]",
                "[fd00:ec2::254]",
                "[fd20:ce::254]",
                "[fe80::1]",
                "[fe80::a9fe:a9fe]",
                "[febf::1]",
                "[fec0::1]",
                "[ff02::1]",
                "[ff05::1:3]");
    }

    @ParameterizedTest
    @MethodSource("forbidden")
    void e01ForbiddenAddressesAreNotConnectedTo(String host) throws Exception {
        try (Listener canary = Listener.canary();
                GuardedHttp http = http(Set.of())) {
            String url = "https://" + host + ":" + canary.port() + "/";

            assertThatThrownBy(() -> get(http, url))
                    .isInstanceOf(EgressDenied.class)
                    .hasMessage(
                            "Parley is not allowed to connect to "
                                    + EgressUrl.parse(url).origin().host()
                                    + ".");

            assertThat(canary.connections()).isZero();
        }
    }

    /** The same addresses behind a name: here it is the socket that decides. */
    @ParameterizedTest
    @MethodSource("forbidden")
    void e01NamesOfForbiddenAddressesAreNotConnectedTo(String host) throws Exception {
        byte[] bytes = InetAddress.getByName(host).getAddress();
        try (Listener canary = Listener.canary();
                GuardedHttp http = http(Set.of(), name -> addresses(bytes))) {

            assertThatThrownBy(() -> get(http, "https://mcp.example:" + canary.port() + "/"))
                    .isInstanceOf(EgressDenied.class)
                    .hasMessage("Parley is not allowed to connect to mcp.example.");

            assertThat(canary.connections()).isZero();
        }
    }

    @Test
    void e01TheListIsLongEnough() {
        assertThat(forbidden()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @MethodSource("dev.parley.egress.EgressUrlTest#spellings")
    void e02SpellingsThatOkHttpRepairsAreNotConnectedToEither(String text) throws Exception {
        okhttp3.HttpUrl repaired = okhttp3.HttpUrl.parse(text);
        try (GuardedHttp http = http(Set.of(), name -> addresses(127, 0, 0, 1))) {
            if (repaired != null) {
                okhttp3.Request request = new okhttp3.Request.Builder().url(repaired).build();

                assertThatThrownBy(() -> http.client().newCall(request).execute().close())
                        .isInstanceOf(EgressDenied.class);
            }
        }
    }

    @Test
    void e03RedirectsAreReturnedAndNotFollowed() throws Exception {
        try (Listener canary = Listener.canary();
                Listener server =
                        Listener.answering(
                                "HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\nConnection: close\r\n"
                                        + "Location: "
                                        + canary.url()
                                        + "\r\n\r\n");
                GuardedHttp http = http(Set.of(server.origin(), canary.origin()))) {

            DocumentResponse got = get(http, server.url());
            DocumentResponse posted =
                    http.fetch(DocumentRequest.post(EgressUrl.parse(server.url()), Map.of(), ""));

            assertThat(got.status()).isEqualTo(307);
            assertThat(got.header("location")).contains(canary.url());
            assertThat(posted.status()).isEqualTo(307);
            assertThat(canary.connections()).isZero();
        }
    }

    @Test
    void e12AListedOriginIsReachedThoughPrivate() throws Exception {
        try (Listener server = Listener.answering(OK);
                Listener canary = Listener.canary();
                GuardedHttp http = http(Set.of(server.origin()))) {

            assertThat(get(http, server.url()).body()).isEqualTo("ok");

            assertThatThrownBy(() -> get(http, canary.url())).isInstanceOf(EgressDenied.class);
            assertThatThrownBy(() -> get(http, server.url().replace("http", "https")))
                    .isInstanceOf(EgressDenied.class);
            assertThat(canary.connections()).isZero();
            assertThat(server.connections()).isOne();
        }
    }

    @Test
    void e12AListedNameIsReachedAndToldItsName() throws Exception {
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    String head = Listener.readHead(socket);
                                    boolean named = head.contains("\r\nHost: mcp.int:");
                                    Listener.write(socket, named ? OK : "");
                                });
                GuardedHttp http =
                        http(
                                Set.of(new Origin("http", "mcp.int", server.port())),
                                name -> addresses(127, 0, 0, 1))) {

            assertThat(get(http, "http://mcp.int:" + server.port() + "/").body()).isEqualTo("ok");
            assertThatThrownBy(() -> get(http, "http://other.int:" + server.port() + "/"))
                    .isInstanceOf(EgressDenied.class);
            assertThatThrownBy(() -> get(http, server.url())).isInstanceOf(EgressDenied.class);
            assertThat(server.connections()).isOne();
        }
    }

    @Test
    void theNextAddressOfANameIsTriedWhenTheFirstIsClosed() throws Exception {
        byte[] loopback6 = new byte[16];
        loopback6[15] = 1;
        try (Listener server =
                        Listener.on(
                                socket -> {
                                    Listener.readHead(socket);
                                    socket.getInputStream().readNBytes(1);
                                    Listener.write(socket, OK);
                                });
                GuardedHttp http =
                        http(
                                Set.of(new Origin("http", "mcp.int", server.port())),
                                name ->
                                        new InetAddress[] {
                                            InetAddress.getByAddress(loopback6),
                                            addresses(127, 0, 0, 1)[0]
                                        })) {
            EgressUrl url = EgressUrl.parse("http://mcp.int:" + server.port() + "/");

            assertThat(http.fetch(DocumentRequest.post(url, Map.of(), "x")).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void e17ClosedPortsUnknownNamesAndBadTlsAreOneSentence() throws Exception {
        int closed;
        try (Listener gone = Listener.canary()) {
            closed = gone.port();
        }
        try (Listener noTls = Listener.on(socket -> Listener.write(socket, "no TLS here"));
                GuardedHttp http =
                        http(
                                Set.of(
                                        new Origin("https", "mcp.int", closed),
                                        new Origin("https", "mcp.int", noTls.port())),
                                name -> {
                                    if (name.equals("mcp.int")) {
                                        return addresses(127, 0, 0, 1);
                                    }
                                    throw new UnknownHostException(name + ": 10.9.8.7");
                                })) {

            assertThatThrownBy(() -> get(http, "https://mcp.int:" + closed + "/"))
                    .isInstanceOf(EgressUnreachable.class)
                    .hasMessage("Parley could not connect to mcp.int.");
            assertThatThrownBy(() -> get(http, "https://mcp.int:" + noTls.port() + "/"))
                    .isInstanceOf(EgressUnreachable.class)
                    .hasMessage("Parley could not connect to mcp.int.");
            assertThatThrownBy(() -> get(http, "https://unknown.example/"))
                    .isInstanceOf(EgressUnreachable.class)
                    .hasMessage("Parley could not connect to unknown.example.");
        }
    }

    static DocumentResponse get(GuardedHttp http, String url) throws IOException {
        return http.fetch(DocumentRequest.get(EgressUrl.parse(url), Map.of()));
    }

    static InetAddress[] addresses(int... bytes) throws UnknownHostException {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        return addresses(address);
    }

    static InetAddress[] addresses(byte[] bytes) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByAddress(bytes)};
    }

    private static GuardedHttp http(Set<Origin> listed) {
        return new GuardedHttp(new EgressGate(EgressPolicy.direct(listed)));
    }

    private static GuardedHttp http(Set<Origin> listed, NameService service) {
        return new GuardedHttp(new EgressGate(EgressPolicy.direct(listed)), service);
    }
}
