package dev.parley.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.token.ClientAuthentication;
import dev.parley.token.Grant;
import dev.parley.token.GrantSource;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.tool.Tool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many principals at one server, at the same time. */
@Timeout(170)
final class PrincipalsTest {

    private static final int PRINCIPALS = 50;
    private static final int CALLS = 200;

    /** The JDK's server closes connections of which 200 are idle, and answers with them. */
    private static final int AT_ONCE_MAX = 100;

    private final Semaphore room = new Semaphore(AT_ONCE_MAX);
    private final Map<String, Set<String>> sessions = new ConcurrentHashMap<>();
    private final Queue<String> own = new ConcurrentLinkedQueue<>();
    private final Queue<String> foreign = new ConcurrentLinkedQueue<>();

    @Test
    void t04EveryAnswerIsThatOfThePrincipalsOwnTokenAndSession() throws Exception {
        McpSecurity security = McpSecurity.inMemory(InstantSource.system());
        try (ScriptedHttpServer remote = new ScriptedHttpServer();
                McpServers servers =
                        new McpServers(
                                List.of(Calls.config("remote", remote.transport())),
                                "1.2.3",
                                InstantSource.system(),
                                security,
                                Limits.connectWait(Duration.ofSeconds(60)))) {
            for (int user = 0; user < PRINCIPALS; user++) {
                security.stores().tokens().save(principal(user), grant(remote, user));
            }
            remote.on("tools/call", PrincipalsTest::echo);
            McpServer server = servers.all().getFirst();
            List<Runnable> calls = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                for (int user = 0; user < PRINCIPALS; user++) {
                    Principal principal = principal(user);
                    String question = principal.subject() + "-" + call;
                    calls.add(() -> ask(server, principal, question));
                }
            }

            Together.run(calls);

            assertThat(foreign).isEmpty();
            assertThat(own).hasSize(PRINCIPALS * CALLS);
            assertThat(sessions.values()).allSatisfy(it -> assertThat(it).hasSize(1));
            assertThat(sessions.values().stream().flatMap(Set::stream).distinct())
                    .hasSize(PRINCIPALS);
        }
    }

    @Test
    void whoWaitsForAConnectionThatIsGivenUpGetsTheNext() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedHttpServer remote = new ScriptedHttpServer();
                McpServers servers =
                        new McpServers(
                                List.of(Calls.config("remote", remote.transport())),
                                "1.2.3",
                                InstantSource.system(),
                                McpSecurity.inMemory(InstantSource.system()))) {
            remote.on(
                    "initialize",
                    (exchange, request) -> {
                        if (opening.getCount() > 0) {
                            opening.countDown();
                            await(over);
                        }
                        remote.initialize(exchange, request);
                    });
            McpServer server = servers.all().getFirst();
            CompletableFuture<List<Tool>> tools = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> tools.complete(server.tools(principal(1))));
            await(opening);

            server.signedOut(principal(1));

            assertThat(tools.get(5, TimeUnit.SECONDS)).isEmpty();
            over.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        assertThatNoException()
                .isThrownBy(() -> assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue());
    }

    private void ask(McpServer server, Principal principal, String question) {
        room.acquireUninterruptibly();
        try {
            String answer =
                    Calls.text(
                            Calls.call(
                                    server,
                                    principal,
                                    "who",
                                    "{\"who\": \"" + question + "\"}",
                                    RecordingContext.within(Duration.ofSeconds(100))));
            List<String> words = List.of(answer.split(" ", 2));
            String expected = "Bearer token-of-" + principal.subject() + " " + question;
            (words.getLast().equals(expected) ? own : foreign).add(answer);
            sessions.computeIfAbsent(principal.key(), key -> ConcurrentHashMap.newKeySet())
                    .add(words.getFirst());
        } finally {
            room.release();
        }
    }

    private static Principal principal(int user) {
        return new Principal("https://idp.example", "user" + user, "");
    }

    private static Grant grant(ScriptedHttpServer remote, int user) {
        return new Grant(
                "remote",
                new GrantSource(
                        "https://issuer.example",
                        "parley",
                        ClientAuthentication.NONE,
                        "https://issuer.example/token",
                        "",
                        remote.url().toString()),
                Secret.of("token-of-user" + user),
                Set.of(),
                Instant.MAX);
    }

    /** The session that is asked, by whose token, and what. */
    private static void echo(HttpExchange exchange, JsonNode request) throws IOException {
        String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        String question = request.at("/params/arguments/who").asText();
        ScriptedHttpServer.result(
                exchange, request, ScriptedHttpServer.text(session + " " + token + " " + question));
    }
}
