package dev.parley.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.egress.EgressPolicy.Route;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressGateTest {

    private static final Origin INTERNAL = Origin.of("https://mcp.int:8443/mcp");
    private static final EgressGate GATE = new EgressGate(EgressPolicy.direct(Set.of(INTERNAL)));

    @Test
    void e12AListedOriginMayBePrivate() {
        assertThatCode(() -> GATE.check(EgressUrl.parse("https://mcp.int:8443/token")))
                .doesNotThrowAnyException();
        assertThatCode(() -> GATE.checkTarget(target("mcp.int", "10.1.2.3", 8443)))
                .doesNotThrowAnyException();
    }

    @Test
    void e12AnotherPortOrNameOfThatPlaceMayNot() {
        assertDenied("mcp.int", "10.1.2.3", 8444);
        assertDenied("mcp.int", "10.1.2.3", 443);
        assertDenied("other.int", "10.1.2.3", 8443);
        assertDenied("10.1.2.3", "10.1.2.3", 8443);
        assertDenied("evil.mcp.int", "10.1.2.3", 8443);
    }

    @Test
    void e12AnotherSchemeIsAnotherOrigin() {
        EgressGate plain =
                new EgressGate(EgressPolicy.direct(Set.of(Origin.of("http://mcp.int:3001"))));

        assertThatThrownBy(() -> GATE.check(EgressUrl.parse("http://mcp.int:8443/")))
                .isInstanceOf(EgressDenied.class);
        assertThatThrownBy(() -> plain.check(EgressUrl.parse("https://mcp.int:3001/")))
                .isInstanceOf(EgressDenied.class);
        assertThatCode(() -> plain.check(EgressUrl.parse("http://mcp.int:3001/")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "0.0.0.0",
                "255.255.255.255",
                "224.0.0.1",
                "fd00:ec2::254",
                "fe80::1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "::"
            })
    void e12NoListOpensMetadataOrWrappedAddresses(String literal) throws Exception {
        assertDenied("mcp.int", literal, 8443);
        String url = "http://" + (literal.contains(":") ? "[" + literal + "]" : literal) + "/";
        EgressGate gate = new EgressGate(EgressPolicy.direct(Set.of(Origin.of(url))));
        assertThatThrownBy(() -> gate.check(EgressUrl.parse(url))).isInstanceOf(EgressDenied.class);
    }

    @Test
    void e12AListedLiteralIsComparedAsAnAddress() throws Exception {
        EgressGate gate =
                new EgressGate(EgressPolicy.direct(Set.of(Origin.of("http://[0:0:0::1]:3001"))));
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        InetAddress literal = InetAddress.getByAddress(loopback);

        assertThatCode(() -> gate.checkTarget(new InetSocketAddress(literal, 3001)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> gate.checkTarget(new InetSocketAddress(literal, 3002)))
                .isInstanceOf(EgressDenied.class);
    }

    @Test
    void plainHttpIsForListedOriginsOnly() {
        assertThatThrownBy(() -> GATE.check(EgressUrl.parse("http://public.example/")))
                .isInstanceOf(EgressDenied.class)
                .hasMessage("Parley is not allowed to connect to public.example.");
        assertThatCode(() -> GATE.check(EgressUrl.parse("https://public.example/")))
                .doesNotThrowAnyException();
    }

    @Test
    void e05BehindAProxyNamesMustBeListed() {
        EgressGate gate =
                new EgressGate(
                        new EgressPolicy(Set.of(INTERNAL), new Route.Proxy("proxy.int", 3128)));

        assertThatThrownBy(() -> gate.check(EgressUrl.parse("https://public.example/")))
                .isInstanceOf(EgressDenied.class);
        assertThatCode(() -> gate.check(EgressUrl.parse("https://mcp.int:8443/")))
                .doesNotThrowAnyException();
        assertThatCode(() -> gate.check(EgressUrl.parse("https://93.184.215.14/")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> gate.check(EgressUrl.parse("https://10.0.0.1/")))
                .isInstanceOf(EgressDenied.class);
    }

    @Test
    void e05ASocketBehindAProxyGoesToTheProxyOnly() {
        EgressGate gate =
                new EgressGate(
                        new EgressPolicy(Set.of(INTERNAL), new Route.Proxy("Proxy.int", 3128)));

        assertThatCode(() -> gate.checkTarget(target("proxy.int", "10.0.0.9", 3128)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> gate.checkTarget(target("proxy.int", "10.0.0.9", 22)))
                .isInstanceOf(EgressDenied.class);
        assertThatThrownBy(() -> gate.checkTarget(target("mcp.int", "10.1.2.3", 8443)))
                .isInstanceOf(EgressDenied.class);
        assertThatThrownBy(() -> gate.checkTarget(target("public.example", "1.1.1.1", 443)))
                .isInstanceOf(EgressDenied.class);
    }

    @Test
    void e17TheMessageHoldsTheNameAndNotItsAddress() {
        assertThatThrownBy(() -> GATE.checkTarget(target("evil.example", "10.1.2.3", 443)))
                .isInstanceOf(EgressDenied.class)
                .hasMessage("Parley is not allowed to connect to evil.example.")
                .hasNoCause();
    }

    private static void assertDenied(String host, String literal, int port) {
        assertThatThrownBy(() -> GATE.checkTarget(target(host, literal, port)))
                .isInstanceOf(EgressDenied.class);
    }

    /** As {@link Names} makes them: the bytes, and the name that was asked for. */
    private static InetSocketAddress target(String host, String literal, int port)
            throws Exception {
        byte[] bytes = InetAddress.getByName(literal).getAddress();
        InetSocketAddress target =
                new InetSocketAddress(InetAddress.getByAddress(host, bytes), port);
        assertThat(target.getHostString()).isEqualTo(host);
        return target;
    }
}
