package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodyTest {

    private final TestServer server = new TestServer();

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void bodyThatAnnouncesTooMuchIsRefused() throws Exception {
        String body = TestServer.userMessage("c1", "x".repeat(1_000_000));

        HttpResponse<String> answer = server.post("/api/chat", body);

        assertProblem(answer, 413, "body_too_large");
    }

    @Test
    void refusedClientMaySendOnAndIsNotReset() throws Exception {
        URI base = URI.create(server.base());
        byte[] rest = new byte[8_000_000];
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(5000);
            String head =
                    "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                            + server.base()
                            + "\r\nX-Requested-By: parley\r\nContent-Type: application/json\r\n"
                            + "Content-Length: "
                            + rest.length
                            + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 413".length());

            socket.getOutputStream().write(rest);
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(new String(start, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 413");
            assertThat(answer).contains("Connection: close").contains("body_too_large");
        }
    }

    @Test
    void chunkedBodyThatGrowsTooLargeIsRefused() throws Exception {
        byte[] body =
                TestServer.userMessage("c1", "x".repeat(1_000_000))
                        .getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer =
                server.send(
                        HttpRequest.newBuilder(URI.create(server.base() + "/api/chat"))
                                .header("Content-Type", "application/json")
                                .header("X-Requested-By", "parley")
                                .header("Origin", server.base())
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(body))));

        assertProblem(answer, 413, "body_too_large");
    }

    @Test
    void longHistoryIsSkippedAndOnlyTheLastMessageCounts() throws Exception {
        server.model.thenSay("Hello.");
        StringBuilder messages = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            messages.append(
                    "{\"id\":\"m%d\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"ümlaut %s\"}]},"
                            .formatted(i, "x".repeat(1_500)));
        }
        String body =
                "{\"messages\":["
                        + messages
                        + "{\"parts\":[{\"text\":\"the läst\",\"type\":\"text\"}],\"role\":\"user\"}],"
                        + "\"extra\":{\"a\":[1,null,true]},\"trigger\":\"submit-message\",\"id\":\"long\"}";

        assertThat(server.post("/api/chat", body).statusCode()).isEqualTo(200);

        assertThat(server.get("/api/conversations/long").body())
                .contains("the läst")
                .doesNotContain("ümlaut");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "nonsense",
                "{} {}",
                "{\"id\":\"c1\"}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\"}",
                "{\"id\":\"c1\",\"trigger\":\"other\",\"messages\":[]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":{}}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[1]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{}]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{\"role\":\"system\"}]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{\"role\":\"user\"}]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\" \"}]}]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":7}]}]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"\\u0000\"}]}]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{\"role\":\"user\",\"parts\":[{\"type\":\"file\",\"mediaType\":\"image/png\",\"url\":\"https://example.com/x\"}]}]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{\"role\":\"assistant\",\"parts\":[]}]}",
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{\"role\":\"assistant\",\"parts\":[{\"type\":\"dynamic-tool\",\"state\":\"approval-responded\",\"toolCallId\":\"x\"}]}]}"
            })
    void bodyThatIsNoChatRequestIsRefused(String body) throws Exception {
        HttpResponse<String> answer = server.post("/api/chat", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).containsPattern("\"code\":\"invalid_(body|id|attachment)\"");
    }

    @Test
    void deepAndMonstrousJsonIsRefusedQuickly() throws Exception {
        String deep = "[".repeat(100_000);
        String deepObjects = "{\"a\":".repeat(100_000);
        String number = "{\"id\":" + "9".repeat(900_000) + "}";
        String deepInLast =
                "{\"id\":\"c1\",\"trigger\":\"submit-message\",\"messages\":[{\"role\":\"user\",\"x\":"
                        + "[".repeat(70)
                        + "]".repeat(70)
                        + "}]}";
        long start = System.nanoTime();
        for (String body : List.of(deep, deepObjects, number, deepInLast)) {
            assertProblem(server.post("/api/chat", body), 400, "invalid_body");
        }
        assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
    }

    @Test
    void idsAreChecked() throws Exception {
        for (String id : List.of("", "a b", "x".repeat(65), "ä", "../x")) {
            assertProblem(
                    server.post("/api/chat", TestServer.userMessage(id, "Hi")), 400, "invalid_id");
        }
        assertProblem(server.get("/api/conversations/a%20b"), 400, "invalid_id");
        assertProblem(server.get("/api/conversations/" + "x".repeat(65)), 400, "invalid_id");
    }

    @Test
    void utf16IsNotGuessed() throws Exception {
        HttpResponse<String> answer =
                server.send(
                        server.request("POST", "/api/chat", "")
                                .POST(
                                        BodyPublishers.ofByteArray(
                                                TestServer.userMessage("c1", "Hi")
                                                        .getBytes(StandardCharsets.UTF_16))));

        assertProblem(answer, 400, "invalid_body");
    }
}
