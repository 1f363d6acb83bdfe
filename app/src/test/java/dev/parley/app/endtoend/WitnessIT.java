package dev.parley.app.endtoend;

import static dev.parley.app.endtoend.ModelEndpoint.call;
import static dev.parley.app.endtoend.ModelEndpoint.finish;
import static dev.parley.app.endtoend.ModelEndpoint.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an MCP server sees of the packaged program, and what it does not. */
@Execution(ExecutionMode.CONCURRENT)
class WitnessIT {

    @TempDir private Path folder;
    private ModelEndpoint model;

    @BeforeEach
    void startModel() throws IOException {
        model = ModelEndpoint.start();
    }

    @AfterEach
    void endModel() throws IOException {
        model.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stdio", "http"})
    void stoppedTurnIsACancelledRequestAtTheServer(String transport) throws Exception {
        model.then(call("witness__wait", "{}"), finish("tool_calls"));
        try (WitnessProgram witness =
                        transport.equals("stdio") ? WitnessProgram.stdio() : WitnessProgram.http();
                ParleyProcess parley = start(witness, "\"allow\": [\"*\"]")) {
            PageClient page = new PageClient(parley.url());
            BufferedReader answer = lines(page.open("c1", "Go on"));
            JsonNode call = witness.await("tools/call");

            int status =
                    page.post("/api/chat/c1/stop", "{}", BodyHandlers.discarding()).statusCode();

            JsonNode cancelled = witness.await("notifications/cancelled");
            assertThat(status).isEqualTo(204);
            assertThat(cancelled.at("/params/requestId")).isEqualTo(call.get("id"));
            assertThat(cancelled.has("id")).isFalse();
            assertThat(answer.lines().toList()).anyMatch(it -> it.contains("\"abort\""));
            assertThat(witness.rest()).noneMatch(it -> it.path("method").asText().contains("call"));
        }
    }

    @Test
    void t02AServerOfAnotherOrganizationIsAsOneThatDoesNotExist() throws Exception {
        try (WitnessProgram witness = WitnessProgram.http()) {
            model.then(call("witness__start", "{}"), finish("tool_calls"))
                    .then(text("No."), finish("stop"));
            try (ParleyProcess parley =
                    start(witness, "\"allow\": [\"*\"], \"organizations\": [\"globex\"]")) {
                PageClient page = new PageClient(parley.url());
                assertThat(page.get("/api/servers").body()).isEqualTo("{\"servers\":[]}");
                assertThat(page.get("/api/metadata").body()).isEqualTo("{\"servers\":[]}");
                assertThat(answers(page, "witness")).isEqualTo(answers(page, "nothere"));
                assertThat(page.ask("c1", "Use witness__start of the server witness"))
                        .anyMatch(it -> it.contains("No."));
                assertThat(model.requests().take()).doesNotContain("\"tools\"");
                assertThat(witness.rest()).isEmpty();
            }

            // The same for a member; without a sign-in, everyone is in all organizations there are.
            Files.writeString(
                    folder.resolve("parley.conf"),
                    "organizations { globex = [\"https://id.example.com 4711\"] }");
            model.then(call("witness__start", "{}"), finish("tool_calls"))
                    .then(text("Yes."), finish("stop"));
            try (ParleyProcess parley = ParleyProcess.start(folder, environment(), "serve")) {
                new PageClient(parley.url()).ask("c2", "Go");
                assertThat(witness.await("tools/call").at("/params/name").asText())
                        .isEqualTo("start");
            }
        }
    }

    /** What is said to requests that name a server, without its name. */
    private static List<String> answers(PageClient page, String server) throws Exception {
        return List.of(
                said(page.get("/api/resources/" + server + "?uri=a%3A%2F%2Fb"), server),
                said(post(page, "/api/prompts/" + server + "/p", "{\"arguments\":{}}"), server),
                said(
                        post(
                                page,
                                "/api/complete",
                                "{\"server\":\"%s\",\"prompt\":\"p\",\"argument\":\"a\"}"
                                        .formatted(server)),
                        server),
                said(
                        post(
                                page,
                                "/api/complete",
                                "{\"server\":\"%s\",\"template\":\"a://{b}\",\"argument\":\"b\"}"
                                        .formatted(server)),
                        server),
                said(post(page, "/api/servers/" + server + "/disconnect", "{}"), server),
                said(
                        post(
                                page,
                                "/api/chat",
                                """
                                {"id":"c9","trigger":"submit-message","messages":[{"role":"user",
                                 "parts":[{"type":"data-prompt",
                                  "data":{"server":"%s","prompt":"p","arguments":{}}}]}]}
                                """
                                        .formatted(server)),
                        server));
    }

    private static HttpResponse<String> post(PageClient page, String path, String json)
            throws Exception {
        return page.post(path, json, BodyHandlers.ofString());
    }

    private static String said(HttpResponse<String> answer, String server) {
        return answer.statusCode() + " " + answer.body().replace(server, "SERVER");
    }

    private ParleyProcess start(WitnessProgram witness, String rules) throws IOException {
        Files.writeString(
                folder.resolve("mcp.json"),
                "{\"mcpServers\": {\"witness\": {" + witness.settings() + ", " + rules + "}}}");
        return ParleyProcess.start(folder, environment(), "serve");
    }

    private Map<String, String> environment() {
        return Map.of("OPENAI_BASE_URL", model.url(), "OPENAI_API_KEY", "k", "OPENAI_MODEL", "m");
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }
}
