package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.failureOf;
import static dev.parley.mcp.Calls.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that people use, as they come from npm, and what happens when their process dies. */
@Timeout(120)
final class RealServersTest {

    private static final String ENTITY =
            "{\"entities\": [{\"name\": \"Ann\", \"entityType\": \"person\","
                    + " \"observations\": [\"likes tea\"]}]}";

    @TempDir private Path folder;
    private McpServers servers = Calls.servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private McpServer use(McpServerConfig.Transport transport) {
        servers = Calls.servers(Calls.config("real", transport));
        return servers.all().getFirst();
    }

    @Test
    void filesAreListedReadAndWritten() throws Exception {
        Path directory = folder.toRealPath();
        Files.writeString(directory.resolve("a.txt"), "zwölf ✓\n");
        McpServer server = use(NodeServers.filesystem(directory));

        List<Tool> tools = server.tools(ANN);
        ToolResult list = call(server, "list_directory", path(directory));
        ToolResult read = call(server, "read_text_file", path(directory.resolve("a.txt")));
        ToolResult written =
                call(
                        server,
                        "write_file",
                        "{\"path\": \"" + directory.resolve("b.txt") + "\", \"content\": \"new\"}");

        assertThat(tools)
                .extracting(Tool::remoteName)
                .contains("list_directory", "read_text_file", "write_file");
        assertThat(text(list)).contains("[FILE] a.txt");
        assertThat(text(read)).isEqualTo("zwölf ✓\n");
        assertThat(written.status()).isEqualTo(ToolStatus.OK);
        assertThat(directory.resolve("b.txt")).hasContent("new");
    }

    @Test
    void aFileOutsideOfWhatTheServerMaySeeIsAFailedResult() throws Exception {
        McpServer server = use(NodeServers.filesystem(folder.toRealPath()));

        ToolResult outside = call(server, "read_text_file", "{\"path\": \"/etc/hostname\"}");

        assertThat(outside.status()).isEqualTo(ToolStatus.FAILED);
        assertThat(text(outside)).containsIgnoringCase("access denied");
    }

    @Test
    void memoryIsKeptThroughADeathOfItsProcess() {
        McpServer server = use(NodeServers.memory(folder.resolve("memory.jsonl")));
        List<Tool> tools = server.tools(ANN);
        ToolResult created = call(server, "create_entities", ENTITY);
        ToolResult wrong = call(server, "create_entities", "{\"entities\": 5}");

        child().destroyForcibly();
        Calls.eventually(() -> server.status(ANN).state().name().equals("IDLE"));
        ToolResult read = call(server, "read_graph", "{}");

        assertThat(tools)
                .filteredOn(it -> it.remoteName().equals("read_graph"))
                .singleElement()
                .satisfies(it -> assertThat(it.outputSchemaJson()).contains("\"entities\""));
        assertThat(created.structuredJson()).contains("likes tea");
        assertThat(wrong.status()).isEqualTo(ToolStatus.FAILED);
        assertThat(text(read)).contains("likes tea");
    }

    @Test
    void anHttpServerThatIsRestartedAtItsPortIsFoundAgain() throws Exception {
        ListeningServer first = ListeningServer.start("streamableHttp");
        McpServer server = use(new McpServerConfig.Transport.Http(first.url("/mcp"), Map.of()));
        String before = text(call(server, "echo", "{\"message\": \"one\"}"));

        first.close();
        ToolServerException whileDown = failureOf(() -> call(server, "echo", "{}"));
        try (ListeningServer second = ListeningServer.start("streamableHttp", first.port())) {
            String after = eventuallyText(server);

            assertThat(second.port()).isEqualTo(first.port());
            assertThat(before).isEqualTo("Echo: one");
            assertThat(whileDown.kind()).isIn(Kind.UNREACHABLE, Kind.LOST);
            assertThat(after).isEqualTo("Echo: two");
        }
    }

    @Test
    void f17AHundredConnectionsLeaveNoProcess() {
        long before = children();

        for (int round = 0; round < 10; round++) {
            McpServers ten =
                    Calls.servers(
                            IntStream.range(0, 10)
                                    .mapToObj(
                                            i ->
                                                    Calls.config(
                                                            "odd" + i,
                                                            NodeServers.script("misbehaving.mjs")))
                                    .toArray(McpServerConfig[]::new));
            Together.run(
                    ten.all().stream().<Runnable>map(it -> () -> call(it, "pid", "{}")).toList());
            assertThat(children()).isEqualTo(before + 10);
            ten.close();
        }

        assertThat(children()).isEqualTo(before);
    }

    /** Again after the pause that a failed opening is followed by. */
    private static String eventuallyText(McpServer server) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                return text(call(server, "echo", "{\"message\": \"two\"}"));
            } catch (ToolServerException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static String path(Path path) {
        return "{\"path\": \"" + path + "\"}";
    }

    private static ProcessHandle child() {
        return ProcessHandle.current()
                .children()
                .filter(it -> it.info().commandLine().orElse("").contains("server-memory"))
                .findFirst()
                .orElseThrow();
    }

    private static long children() {
        return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).count();
    }
}
