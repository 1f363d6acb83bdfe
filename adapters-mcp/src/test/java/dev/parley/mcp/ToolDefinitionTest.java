package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.tool.Tool;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** By what a tool is known to be the same, with a server that announces no changes. */
@Timeout(20)
final class ToolDefinitionTest {

    private static final String PAY =
            """
            {"name": "pay", "title": "Pay", "description": "Pays.",
             "inputSchema": {"type": "object", "properties":
               {"to": {"type": "object", "properties":
                 {"zip": {"type": "string", "description": "Where."}}}}},
             "outputSchema": {"type": "object", "required": ["id"]},
             "annotations": {"title": "P", "readOnlyHint": false, "destructiveHint": true},
             "icons": [{"src": "https://example.org/a.png", "sizes": ["48x48"]}]}
            """;

    private ScriptedHttpServer remote;
    private McpServers servers;
    private volatile String listed = PAY;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        remote.on(
                "tools/list",
                (exchange, request) ->
                        ScriptedHttpServer.result(
                                exchange, request, "{\"tools\": [" + listed + "]}"));
        servers = Calls.servers(Calls.config("remote", remote.transport()));
    }

    @AfterEach
    void close() {
        servers.close();
        remote.close();
    }

    @Test
    void a03OneCharacterAnywhereMakesAnotherDefinition() {
        String before = definition(PAY);
        List<String> others =
                List.of(
                        PAY.replace("\"pay\"", "\"paz\""),
                        PAY.replace("\"Pay\"", "\"Pay \""),
                        PAY.replace("Pays.", "Pays!"),
                        PAY.replace("Where.", "Where,"),
                        PAY.replace("\"zip\"", "\"zap\""),
                        PAY.replace("[\"id\"]", "[\"ie\"]"),
                        PAY.replace("\"P\"", "\"Q\""),
                        PAY.replace("\"destructiveHint\": true", "\"destructiveHint\": false"),
                        PAY.replace("\"readOnlyHint\": false, ", ""),
                        PAY.replace("a.png", "b.png"),
                        PAY.replace("48x48", "49x48"));

        assertThat(before).matches("[0-9a-f]{64}");
        for (String other : others) {
            assertThat(other).isNotEqualTo(PAY);
            assertThat(definition(other)).as(other).isNotEqualTo(before);
        }
        assertThat(definition(PAY)).isEqualTo(before);
    }

    @Test
    void a03TheOrderOfMembersAndSpacesMakeNoOtherDefinition() {
        String before = definition(PAY);
        String reordered =
                """
                {"icons":[{"sizes":["48x48"],"src":"https://example.org/a.png"}],
                 "annotations":{"destructiveHint":true,"readOnlyHint":false,"title":"P"},
                 "outputSchema":{"required":["id"],"type":"object"},
                 "inputSchema":{"properties":{"to":{"properties":
                   {"zip":{"description":"Where.","type":"string"}},"type":"object"}},
                   "type":"object"},
                 "description":"Pays.","title":"Pay","name":"pay"}
                """;

        assertThat(definition(reordered)).isEqualTo(before);
    }

    @Test
    void a03WhoeverMustKnowIsToldAtOnceWhatChangedWithoutAWord() {
        McpServer server = servers.all().getFirst();
        Tool before = server.tools(ANN).getFirst();
        listed = PAY.replace("Where.", "Who are you?");

        assertThat(server.tools(ANN)).containsExactly(before);
        Tool now = server.toolsNow(ANN).getFirst();

        assertThat(now.definition()).isNotEqualTo(before.definition());
        assertThat(server.tools(ANN)).containsExactly(now);
    }

    private String definition(String tool) {
        listed = tool;
        return servers.all().getFirst().toolsNow(ANN).getFirst().definition();
    }
}
