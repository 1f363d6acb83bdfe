package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.failureOf;
import static dev.parley.mcp.Calls.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.tool.Tool;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import dev.parley.tool.Toolbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A child process that dies, chatters, hangs or leaves others behind. */
@Timeout(20)
final class StdioFailuresTest {

    private McpServers servers =
            Calls.servers(Calls.config("odd", NodeServers.script("misbehaving.mjs")));

    @AfterEach
    void close() {
        servers.close();
    }

    private McpServer server() {
        return servers.all().getFirst();
    }

    private void use(McpLimits limits, McpServerConfig... configs) {
        servers.close();
        servers = Calls.servers(limits, configs);
    }

    @Test
    void aCommandThatDoesNotExistIsNamedAndNotTriedAgainAtOnce() {
        use(
                McpLimits.DEFAULT,
                Calls.config(
                        "gone",
                        new McpServerConfig.Transport.Stdio(
                                "no-such-command", List.of(), Map.of(), Path.of(""))));

        ToolServerException first = failureOf(() -> server().tools(ANN));
        ToolServerException second = failureOf(() -> server().tools(ANN));

        assertThat(first.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(first.mayHaveRun()).isFalse();
        assertThat(first).hasMessageContaining("no-such-command");
        assertThat(second).hasMessage(first.getMessage());
        // The same failure at its root: nothing was started the second time.
        assertThat(second).hasRootCause(rootCause(first));
    }

    @Test
    void aChildThatEndsAtOnceFailsTheConnectionAtOnce() {
        use(
                McpLimits.DEFAULT,
                Calls.config(
                        "brief",
                        new McpServerConfig.Transport.Stdio(
                                "node", List.of("-e", "process.exit(3)"), Map.of(), Path.of(""))));

        ToolServerException failure = failureOf(() -> server().tools(ANN));

        assertThat(failure).hasMessageContaining("exit code 3");
        assertThat(failure.mayHaveRun()).isFalse();
    }

    @Test
    void aChildThatDiesFailsItsCallsAtOnceAndIsReplaced() {
        String before = text(call(server(), "pid", "{}"));
        RecordingContext patient = RecordingContext.within(Duration.ofMinutes(1));
        Calls.Running waiting = Calls.start(server(), "hang", "{}", patient);

        ToolServerException failure = failureOf(() -> call(server(), ANN, "die", "{}", patient));
        String after = text(call(server(), "pid", "{}"));

        assertThat(failure).hasMessageContaining("exit code 7");
        assertThat(failure.kind()).isEqualTo(Kind.LOST);
        assertThat(failure.mayHaveRun()).isTrue();
        assertThat(waiting.failure().kind()).isEqualTo(Kind.LOST);
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void linesThatAreNoMessagesAreSkipped() {
        assertThat(text(call(server(), "noise", "{}"))).isEqualTo("after the noise");
    }

    @Test
    void aDamagedMessageFailsTheCallAtOnce() {
        ToolServerException failure = failureOf(() -> call(server(), "damage", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.LOST);
        assertThat(failure).hasMessageContaining("damaged message");
        assertThat(text(call(server(), "pid", "{}"))).isNotEmpty();
    }

    @Test
    void aMessageWithoutEndFailsTheCallAtOnce() {
        ToolServerException failure = failureOf(() -> call(server(), "flood", "{}"));

        assertThat(failure.kind()).isEqualTo(Kind.LOST);
        assertThat(failure).hasMessageContaining("more than 4194304 bytes");
    }

    @Test
    void aFloodOfErrorOutputBlocksNothing() {
        assertThat(text(call(server(), "complain", "{}"))).isEqualTo("after the complaints");
    }

    @Test
    void anInterruptCancelsTheVeryRequest() throws Exception {
        RecordingContext context = RecordingContext.within(Duration.ofMinutes(1));
        Calls.Running running = Calls.start(server(), "hang", "{}", context);
        context.awaitProgress();

        running.thread().interrupt();

        assertThat(running.failure().kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(text(call(server(), "cancelled", "{}")))
                .isEqualTo(context.steps().getFirst().message().replace("request ", ""));
    }

    @Test
    void closingEndsTheWholeTreeHoweverDeaf() {
        List<ProcessHandle> tree =
                Arrays.stream(text(call(server(), "litter", "{}")).split(" "))
                        .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                        .toList();
        assertThat(tree).hasSize(2).allMatch(ProcessHandle::isAlive);

        servers.close();

        assertThat(tree).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aSlowServerIsNotWaitedForButGoesOnStarting(@TempDir Path directory) throws Exception {
        Path gate = directory.resolve("gate");
        use(
                Limits.connectWait(Duration.ofMillis(200)),
                Calls.config("slow", NodeServers.script("misbehaving.mjs", gate.toString())));

        ToolServerException failure = failureOf(() -> server().tools(ANN));
        Files.createFile(gate);
        Calls.eventually(this::connected);

        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("still starting");
        assertThat(server().tools(ANN)).extracting(Tool::remoteName).containsExactly("pid");
    }

    @Test
    void aBrokenServerDoesNotKeepTheOthersFromTheToolbox() throws Exception {
        use(
                McpLimits.DEFAULT,
                Calls.config(
                        "gone",
                        new McpServerConfig.Transport.Stdio(
                                "no-such-command", List.of(), Map.of(), Path.of(""))),
                Calls.config("odd", NodeServers.script("misbehaving.mjs")));

        Toolbox toolbox = Toolbox.open(servers.all(), ANN);

        assertThat(toolbox.tools()).extracting(Tool::name).containsExactly("odd__pid");
        assertThat(toolbox.failures()).extracting(Toolbox.Failure::server).containsExactly("gone");
    }

    private boolean connected() {
        try {
            return !server().tools(ANN).isEmpty();
        } catch (ToolServerException e) {
            return false;
        }
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
