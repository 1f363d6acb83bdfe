package dev.parley.egress;

import static dev.parley.egress.GuardedHttpTest.addresses;
import static dev.parley.egress.GuardedHttpTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.egress.EgressPolicy.Route;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProxyTest {

    private static final String OK =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    private static final String NO_TUNNEL =
            "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final List<String> lookups = new CopyOnWriteArrayList<>();

    @Test
    void e05OnlyListedNamesAreSentToTheProxy() throws Exception {
        try (Listener proxy = proxy();
                GuardedHttp http = http(proxy)) {

            assertThatThrownBy(() -> get(http, "https://public.example/"))
                    .isInstanceOf(EgressDenied.class);
            assertThatThrownBy(() -> get(http, "http://public.example/"))
                    .isInstanceOf(EgressDenied.class);
            assertThatThrownBy(() -> get(http, "https://169.254.169.254/"))
                    .isInstanceOf(EgressDenied.class);
            assertThat(proxy.connections()).isZero();

            assertThat(get(http, "http://mcp.int:3001/mcp").body()).isEqualTo("ok");
            assertThat(requests.poll(5, TimeUnit.SECONDS))
                    .startsWith("GET http://mcp.int:3001/mcp HTTP/1.1\r\n");
            assertThat(lookups).containsOnly("proxy.int");
        }
    }

    /** The proxy here opens no tunnel, which is a connection that does not come about. */
    @Test
    void e05HttpsGoesThroughATunnelToTheListedNameOrThePublicLiteral() throws Exception {
        try (Listener proxy = proxy();
                GuardedHttp http = http(proxy)) {

            assertThatThrownBy(() -> get(http, "https://mcp.int:8443/"))
                    .isInstanceOf(EgressUnreachable.class)
                    .hasMessage("Parley could not connect to mcp.int.");
            assertThatThrownBy(() -> get(http, "https://93.184.215.14/"))
                    .isInstanceOf(EgressUnreachable.class);

            assertThat(requests.poll(5, TimeUnit.SECONDS)).startsWith("CONNECT mcp.int:8443 ");
            assertThat(requests.poll(5, TimeUnit.SECONDS)).startsWith("CONNECT 93.184.215.14:443 ");
        }
    }

    @Test
    void e05ProxiesOfTheJvmsPropertiesAreNotUsed() throws Exception {
        try (Listener canary = Listener.canary();
                Listener server = Listener.answering(OK);
                GuardedHttp http =
                        new GuardedHttp(
                                new EgressGate(EgressPolicy.direct(Set.of(server.origin()))))) {
            Map<String, String> properties =
                    Map.of(
                            "http.proxyHost", "127.0.0.1",
                            "http.proxyPort", "" + canary.port(),
                            "http.nonProxyHosts", "",
                            "socksProxyHost", "127.0.0.1",
                            "socksProxyPort", "" + canary.port(),
                            "socksNonProxyHosts", "");
            properties.forEach(System::setProperty);
            try {
                assertThat(get(http, server.url()).body()).isEqualTo("ok");
            } finally {
                properties.keySet().forEach(System::clearProperty);
            }

            assertThat(canary.connections()).isZero();
        }
    }

    private Listener proxy() throws Exception {
        return Listener.on(
                socket -> {
                    String head = Listener.readHead(socket);
                    requests.add(head);
                    Listener.write(socket, head.startsWith("CONNECT") ? NO_TUNNEL : OK);
                });
    }

    private GuardedHttp http(Listener proxy) {
        Set<Origin> listed =
                Set.of(Origin.of("http://mcp.int:3001"), Origin.of("https://mcp.int:8443"));
        EgressPolicy policy = new EgressPolicy(listed, new Route.Proxy("proxy.int", proxy.port()));
        return new GuardedHttp(
                new EgressGate(policy),
                name -> {
                    lookups.add(name);
                    return addresses(127, 0, 0, 1);
                });
    }
}
