package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.oauth.AccessTokens;
import dev.parley.oauth.OAuthStores;
import dev.parley.oauth.ProtectedServer;
import dev.parley.oauth.SignInDemands;
import dev.parley.token.ClientAuthentication;
import dev.parley.token.Grant;
import dev.parley.token.GrantSource;
import dev.parley.token.Secret;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often work is done for a server that refuses tokens, by a clock that stands still. */
@Timeout(20)
final class OAuthAccessTest {

    private static final String SERVER = "remote";
    private static final URI URL = URI.create("https://remote.example/mcp");
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** More than a quarter of the short life, and not its end. */
    private static final Duration SOON = Duration.ofMillis(600);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final InstantSource clock = now::get;
    private final AtomicInteger renewals = new AtomicInteger();
    private final List<Secret> sent = new ArrayList<>();
    private volatile Duration life = LONG;
    private HttpServer issuer;
    private AccessTokens tokens;
    private SignInDemands demands;
    private OAuthAccess access;

    @BeforeEach
    void open() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/token", this::renew);
        issuer.start();
        OAuthStores stores = McpSecurity.inMemory(clock).stores();
        tokens =
                new AccessTokens(
                        (principal, name) -> Optional.of(ProtectedServer.of(SERVER, URL)),
                        stores,
                        new OkHttpClient(),
                        clock);
        demands = new SignInDemands(clock);
        access = new OAuthAccess(SERVER, tokens, demands, stores.tokens());
        stores.tokens().save(ANN, grant(), Secret.of("refresh"));
    }

    @AfterEach
    void close() {
        tokens.close();
        issuer.stop(0);
    }

    @Test
    void f20WorkIsRepeatedAsLongAsAnotherTokenComes() {
        life = SHORT;

        String done = access.passing(ANN, "tools/call any", () -> refusedOrDone(4, SOON));

        assertThat(done).isEqualTo("done");
        assertThat(sent).hasSize(4).doesNotHaveDuplicates();
        assertThat(renewals).hasValue(3);
        assertThat(demands.refused(ANN, SERVER)).isFalse();
    }

    @Test
    void f20WorkIsDoneFourTimesAtMost() {
        life = SHORT;

        ToolServerException failure = refused(SOON);

        assertThat(failure.kind()).isEqualTo(Kind.NEEDS_SIGN_IN);
        assertThat(sent).hasSize(4).doesNotHaveDuplicates();
        assertThat(renewals).hasValue(4);
        assertThat(demands.refused(ANN, SERVER)).isTrue();
    }

    @Test
    void f20AServerThatRefusesWhatWasRenewedJustNowNeedsASignIn() {
        ToolServerException failure = refused(Duration.ZERO);

        assertThat(failure.kind()).isEqualTo(Kind.NEEDS_SIGN_IN);
        assertThat(sent).hasSize(2).doesNotHaveDuplicates();
        assertThat(renewals).hasValue(1);

        for (int again = 0; again < 10; again++) {
            assertThat(refused(Duration.ZERO).kind()).isEqualTo(Kind.NEEDS_SIGN_IN);
        }

        assertThat(sent).as("no token was sent any more").hasSize(2);
        assertThat(renewals).hasValue(1);
    }

    private ToolServerException refused(Duration each) {
        return failureOf(
                () ->
                        access.passing(
                                ANN,
                                "tools/call any",
                                () -> refusedOrDone(Integer.MAX_VALUE, each)));
    }

    /** What a server does that takes the token of the {@code good}-th request only. */
    private String refusedOrDone(int good, Duration each) {
        Optional<Secret> token = access.token(ANN);
        token.ifPresent(sent::add);
        now.updateAndGet(it -> it.plus(each));
        if (sent.size() >= good) {
            return "done";
        }
        throw McpErrors.translate(SERVER, new Unauthorized(401, List.of(), token.orElse(null)));
    }

    private Grant grant() {
        return new Grant(
                SERVER,
                new GrantSource(
                        "https://issuer.example",
                        "parley",
                        ClientAuthentication.NONE,
                        "http://127.0.0.1:" + issuer.getAddress().getPort() + "/token",
                        "",
                        URL.toString()),
                Secret.of("access-0"),
                Set.of(),
                clock.instant().plus(LONG));
    }

    private void renew(HttpExchange exchange) throws IOException {
        try (exchange) {
            ScriptedHttpServer.json(
                    exchange,
                    "{\"access_token\": \"access-"
                            + renewals.incrementAndGet()
                            + "\", \"token_type\": \"Bearer\", \"expires_in\": "
                            + life.toSeconds()
                            + "}");
        }
    }
}
