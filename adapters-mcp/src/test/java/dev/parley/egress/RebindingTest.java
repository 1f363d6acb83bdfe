package dev.parley.egress;

import static dev.parley.egress.GuardedHttpTest.addresses;
import static dev.parley.egress.GuardedHttpTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.egress.AddressRange.Reach;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A name server that changes its mind. One address of this machine stands for the public internet,
 * which other systems than Linux do not have.
 */
@EnabledOnOs(OS.LINUX)
class RebindingTest {

    private static final int ATTEMPTS = 200;

    private static final AddressTable WITH_A_PUBLIC_NEIGHBOUR =
            new AddressTable(
                    Stream.concat(
                                    Stream.of(AddressRange.of("127.0.0.2/32", Reach.PUBLIC)),
                                    AddressTable.STANDARD.ranges().stream())
                            .toList());

    @Test
    void e04AnAddressThatChangesBetweenLookupsIsNotConnectedTo() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        NameService publicFirst =
                name -> addresses(127, 0, 0, lookups.incrementAndGet() % 2 == 1 ? 2 : 1);
        try (Listener canary = Listener.canary();
                Listener server = new Listener(neighbour(), canary.port(), socket -> {});
                GuardedHttp http = http(publicFirst)) {
            String url = "https://rebind.example:" + canary.port() + "/";
            int denied = 0;
            int connected = 0;

            for (int i = 0; i < ATTEMPTS; i++) {
                try {
                    get(http, url);
                } catch (EgressDenied e) {
                    denied++;
                } catch (EgressUnreachable e) {
                    // The server speaks no TLS; what counts is that it was the one connected to.
                    connected++;
                }
            }

            assertThat(canary.connections()).isZero();
            assertThat(server.connections()).isEqualTo(ATTEMPTS / 2);
            assertThat(List.of(denied, connected)).containsExactly(ATTEMPTS / 2, ATTEMPTS / 2);
            // Nothing asks a second time between the decision and the connection.
            assertThat(lookups).hasValue(ATTEMPTS);
        }
    }

    @Test
    void e04AFurtherAddressOfTheSameAnswerIsDecidedOnToo() throws Exception {
        NameService both = name -> new InetAddress[] {neighbour(), addresses(127, 0, 0, 1)[0]};
        try (Listener canary = Listener.canary();
                GuardedHttp http = http(both)) {

            // Nobody listens at the first address, so that the second one is next.
            assertThatThrownBy(() -> get(http, "https://rebind.example:" + canary.port() + "/"))
                    .isInstanceOf(EgressException.class);

            assertThat(canary.connections()).isZero();
        }
    }

    @Test
    void e04TheServerIsToldTheNameAndNotTheAddress() throws Exception {
        BlockingQueue<String> hello = new LinkedBlockingQueue<>();
        try (Listener server =
                        new Listener(
                                neighbour(),
                                0,
                                socket -> {
                                    byte[] first = new byte[2000];
                                    int length = socket.getInputStream().read(first);
                                    hello.add(
                                            new String(
                                                    first, 0, length, StandardCharsets.ISO_8859_1));
                                });
                GuardedHttp http = http(name -> new InetAddress[] {neighbour()})) {

            assertThatThrownBy(() -> get(http, "https://rebind.example:" + server.port() + "/"))
                    .isInstanceOf(EgressUnreachable.class);

            assertThat(hello.poll(5, TimeUnit.SECONDS)).contains("rebind.example");
        }
    }

    private static GuardedHttp http(NameService service) {
        return new GuardedHttp(
                new EgressGate(EgressPolicy.direct(Set.of()), WITH_A_PUBLIC_NEIGHBOUR), service);
    }

    private static InetAddress neighbour() throws UnknownHostException {
        return addresses(127, 0, 0, 2)[0];
    }
}
