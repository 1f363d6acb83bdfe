package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.tool.Icon;
import dev.parley.tool.Tool;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server may say about its tools, and what they return. */
@Timeout(20)
final class ToolListTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ScriptedHttpServer remote;
    private McpServers servers;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        servers = Calls.servers(Calls.config("remote", remote.transport()));
    }

    @AfterEach
    void close() {
        servers.close();
        remote.close();
    }

    private McpServer server() {
        return servers.all().getFirst();
    }

    private void lists(String... tools) {
        remote.on(
                "tools/list",
                (exchange, request) ->
                        ScriptedHttpServer.result(
                                exchange,
                                request,
                                "{\"tools\": [" + String.join(",", tools) + "]}"));
    }

    private static String tool(String name) {
        return "{\"name\": \"" + name + "\", \"inputSchema\": {\"type\": \"object\"}}";
    }

    @Test
    void inputSchemaIsPassedOnToTheLetter() {
        // Not one keyword the SDK knows a type for, and numbers no double holds.
        String schema =
                "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                        + "\"type\":\"object\","
                        + "\"$defs\":{\"address\":{\"$anchor\":\"addressDef\",\"type\":\"object\","
                        + "\"properties\":{\"zip\":{\"type\":\"string\",\"x-order\":2,"
                        + "\"a-order\":1}}}},"
                        + "\"properties\":{\"to\":{\"$ref\":\"#addressDef\"},"
                        + "\"amount\":{\"type\":\"number\",\"multipleOf\":0.10,"
                        + "\"maximum\":12345678901234567890.123456789,\"default\":null}},"
                        + "\"allOf\":[{\"if\":{\"required\":[\"to\"]},\"then\":{},"
                        + "\"else\":false}],"
                        + "\"additionalProperties\":false,"
                        + "\"x-nested\":{\"unknown\":[1,{\"deep\":true}]}}";
        lists("{\"name\": \"pay\", \"inputSchema\": " + schema + "}");

        assertThat(server().tools(ANN))
                .singleElement()
                .extracting(Tool::inputSchemaJson)
                .isEqualTo(schema);
    }

    @Test
    void e06AnIllegalToolIsLeftOutAlone() {
        String deep = "{\"not\":".repeat(33) + "{}" + "}".repeat(33);
        lists(
                tool("first"),
                "{\"name\": \"\", \"inputSchema\": {}}",
                "{\"inputSchema\": {}}",
                "{\"name\": {\"of\": \"the wrong type\"}, \"inputSchema\": {}}",
                "{\"name\": \"wrong-schema\", \"inputSchema\": \"text\"}",
                "\"no object\"",
                tool("n".repeat(129)),
                tool("two\\nlines"),
                "{\"name\": \"deep\", \"inputSchema\": " + deep + "}",
                "{\"name\": \"deep-out\", \"inputSchema\": {}, \"outputSchema\": " + deep + "}",
                "{\"name\": \"long\", \"inputSchema\": {\"title\": \""
                        + "x".repeat(McpTools.SCHEMA_LENGTH_MAX)
                        + "\"}}",
                tool("last"));

        assertThat(server().tools(ANN))
                .extracting(Tool::remoteName)
                .containsExactly("first", "last");
    }

    @Test
    void e06LongTextsAreCut() {
        lists(
                "{\"name\": \"talks\", \"inputSchema\": {}, \"title\": \""
                        + "t".repeat(10_000)
                        + "\", \"description\": \""
                        + "d".repeat(100_000)
                        + "\"}");

        Tool tool = server().tools(ANN).getFirst();

        assertThat(tool.title()).hasSize(McpTools.TITLE_LENGTH_MAX + 1).endsWith("…");
        assertThat(tool.description()).hasSize(McpTools.DESCRIPTION_LENGTH_MAX + 1);
    }

    @Test
    void e06MoreThanFiveHundredToolsAreCutAndARepeatedCursorEndsTheList() {
        remote.on(
                "tools/list",
                (exchange, request) -> {
                    String page = request.at("/params/cursor").asText("0");
                    ScriptedHttpServer.result(
                            exchange,
                            request,
                            "{\"tools\": ["
                                    + IntStream.range(0, 200)
                                            .mapToObj(i -> tool("t" + page + "-" + i))
                                            .collect(Collectors.joining(","))
                                    + "], \"nextCursor\": \"1\"}");
                });

        assertThat(server().tools(ANN)).hasSize(400);

        servers.close();
        servers = Calls.servers(Calls.config("remote", remote.transport()));
        lists(IntStream.range(0, 501).mapToObj(i -> tool("t" + i)).toArray(String[]::new));
        assertThat(server().tools(ANN)).hasSize(500);
    }

    @Test
    void e14IconsAreKeptOnlyWhereNothingIsFetched() {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
        lists(
                "{\"name\": \"drawn\", \"inputSchema\": {}, \"icons\": ["
                        + "{\"src\": \"https://tracker.example/i.png\", \"mimeType\":"
                        + " \"image/png\"}, {\"src\": \""
                        + uri
                        + "\"}, {\"src\": \"data:image/svg+xml;base64,PHN2Zy8+\"}]}");

        assertThat(server().tools(ANN).getFirst().icons()).containsExactly(new Icon(uri));
    }

    @Test
    void a17ABrokenPromiseIsFlaggedAndNotHidden() throws Exception {
        lists(weatherTool());
        returns("{\"content\": [], \"structuredContent\": {\"degrees\": \"hot\"}}");

        ToolResult result = call();

        assertThat(result.status()).isEqualTo(ToolStatus.OK);
        assertThat(text(result)).startsWith("[Parley: ").contains("/degrees fails type");
        assertThat(JSON.readTree(result.structuredJson()).path("degrees").asText())
                .isEqualTo("hot");
    }

    @Test
    void a17PromisedContentThatIsMissingIsFlagged() {
        lists(weatherTool());
        returns(ScriptedHttpServer.text("It is hot."));

        assertThat(text(call())).contains("It is hot.", "promises structured content");
    }

    @Test
    void a17WhatIsAsPromisedOrAFailureHasNoRemark() {
        lists(weatherTool());
        returns("{\"content\": [], \"structuredContent\": {\"degrees\": 21.50}}");
        ToolResult good = call();
        returns("{\"content\": [], \"isError\": true}");
        ToolResult failed = call();

        assertThat(good.content()).isEmpty();
        assertThat(good.structuredJson()).isEqualTo("{\"degrees\":21.50}");
        assertThat(failed.content()).isEmpty();
        assertThat(failed.status()).isEqualTo(ToolStatus.FAILED);
    }

    private static String weatherTool() {
        return "{\"name\": \"weather\", \"inputSchema\": {}, \"outputSchema\": {\"type\":"
                + " \"object\", \"properties\": {\"degrees\": {\"type\": \"number\"}}}}";
    }

    private void returns(String result) {
        remote.on(
                "tools/call",
                (exchange, request) -> ScriptedHttpServer.result(exchange, request, result));
    }

    private ToolResult call() {
        List<Tool> tools = server().tools(ANN);
        Tool tool = tools.getFirst();
        return server().call(
                        ANN,
                        tool,
                        new ToolCall("c1", tool.name(), "{}", false),
                        RecordingContext.within(Duration.ofSeconds(10)));
    }
}
