package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.tool.ToolServerException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Prompts whose server has something against what it was given. */
@Timeout(20)
final class PromptArgumentsTest {

    private ScriptedHttpServer remote;
    private McpServers servers;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        URI url = URI.create("http://127.0.0.1:" + remote.port() + "/mcp");
        servers =
                new McpServers(
                        List.of(
                                Calls.config(
                                        "remote",
                                        new McpServerConfig.Transport.Http(url, Map.of()))),
                        "1.2.3",
                        InstantSource.system(),
                        McpSecurity.inMemory(InstantSource.system()));
    }

    @AfterEach
    void close() {
        servers.close();
        remote.close();
    }

    @Test
    void anArgumentTheServerDoesNotTakeIsTheCallersFaultInTheServersWords() {
        refuse(-32602, "there is no project 'che'");

        assertThatThrownBy(this::render)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The server remote does not take this: there is no project 'che'");
    }

    @Test
    void anotherRefusalIsTheServers() {
        refuse(-32603, "out of order");

        assertThatThrownBy(this::render)
                .isInstanceOf(ToolServerException.class)
                .hasMessageContaining("out of order");
    }

    private void refuse(int code, String message) {
        remote.on(
                "prompts/get",
                (exchange, request) ->
                        ScriptedHttpServer.error(
                                exchange,
                                request,
                                "{\"code\": %d, \"message\": \"%s\"}".formatted(code, message)));
    }

    private void render() {
        servers.all().getFirst().render(ANN, "triage", Map.of("project", "che"));
    }
}
