package dev.parley.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import dev.parley.token.Principal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
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
    void t04EveryAnswerIsThatOfThePrincipalsOwnSession() throws Exception {
        try (ScriptedHttpServer remote = new ScriptedHttpServer();
                McpServers servers =
                        Calls.servers(
                                Limits.connectWait(Duration.ofSeconds(60)),
                                Calls.config("remote", remote.transport()))) {
            remote.on("tools/call", PrincipalsTest::echo);
            McpServer server = servers.all().getFirst();
            List<Runnable> calls = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                for (int user = 0; user < PRINCIPALS; user++) {
                    Principal principal = new Principal("https://idp.example", "user" + user, "");
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
            (words.getLast().equals(question) ? own : foreign).add(answer);
            sessions.computeIfAbsent(principal.key(), key -> ConcurrentHashMap.newKeySet())
                    .add(words.getFirst());
        } finally {
            room.release();
        }
    }

    /** The session that is asked, and what. */
    private static void echo(HttpExchange exchange, JsonNode request) throws IOException {
        String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
        String question = request.at("/params/arguments/who").asText();
        ScriptedHttpServer.result(
                exchange, request, ScriptedHttpServer.text(session + " " + question));
    }
}
