package dev.parley.http;

import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.StopReason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatRoutesTest {

    private static final Pattern TURN_ID = Pattern.compile("\"turnId\":\"([^\"]+)\"");

    private static final String APPROVAL =
            """
            {"id":"c1","trigger":"submit-message","messages":[{"id":"a","role":"assistant","parts":[
              {"type":"step-start"},
              {"type":"dynamic-tool","toolName":"shop__order","toolCallId":"%s",
               "state":"approval-responded","input":{"item":["tea"]},
               "approval":{"id":"%s","approved":%s,"reason":"because"}}]}]}
            """;

    private TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void messageIsAnsweredAsAStreamThatEndsWithDone() throws Exception {
        server.model.thenSay("Hello Ann.");

        HttpResponse<String> answer = server.say("c1", "Hi");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache, no-store");
        assertThat(answer.headers().firstValue("X-Accel-Buffering")).contains("no");
        assertThat(answer.headers().firstValue("x-vercel-ai-ui-message-stream")).contains("v1");
        assertThat(text(answer.body())).isEqualTo("Hello Ann.");
        assertThat(answer.body())
                .contains("\"type\":\"start\"", "\"finishReason\":\"stop\"")
                .endsWith("data: [DONE]\n\n");
        assertThat(server.model.requests().getFirst().messages()).hasSize(1);
    }

    @Test
    void batchGoesOutAsOneChunk() throws Exception {
        server.model.then(say("x".repeat(40_000)), finish(StopReason.STOP));
        String body = TestServer.userMessage("c1", "Hi");

        String answer =
                server.raw(
                        rawPost("/api/chat", body.length(), body)
                                + "GET /health/live HTTP/1.1\r\nHost: localhost\r\n"
                                + "Connection: close\r\n\r\n");

        long chunks = answer.lines().filter(it -> it.matches("[0-9A-F]+")).count();
        assertThat(chunks).isBetween(2L, 10L);
    }

    @Test
    void eventsArriveAsTheyHappenEvenWhenTheClientTakesGzip() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        server.model.then(
                say("x".repeat(5_000)), sayAfter(second, "second"), finish(StopReason.STOP));

        HttpResponse<InputStream> answer =
                server.open(
                        server.request("POST", "/api/chat", TestServer.userMessage("c1", "Hi"))
                                .header("Accept-Encoding", "gzip"));

        try (BufferedReader lines = reader(answer.body())) {
            readUntil(lines, "xxxx");
            second.countDown();
            readUntil(lines, "second");
        }
        assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void followersGetTheSameEventsAndAResumedOneExactlyTheRest() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.model.then(say("one "), say("two "), sayAfter(go, "three"), finish(StopReason.STOP));
        HttpResponse<InputStream> sender =
                server.open(
                        server.request("POST", "/api/chat", TestServer.userMessage("c1", "Hi")));
        BufferedReader senderLines = reader(sender.body());
        String seen = readUntil(senderLines, "two ");
        HttpResponse<InputStream> second =
                server.open(server.request("GET", "/api/chat/c1/stream", ""));
        HttpResponse<InputStream> resumed =
                server.open(
                        server.request("GET", "/api/chat/c1/stream", "")
                                .header("Last-Event-ID", "1.4"));
        HttpResponse<InputStream> resumedByQuery =
                server.open(server.request("GET", "/api/chat/c1/stream?after=1.5", ""));

        go.countDown();
        String all = seen + readRest(senderLines);
        String replayed = readRest(reader(second.body()));

        assertThat(text(all)).isEqualTo("one two three");
        assertThat(text(replayed)).isEqualTo("one two three");
        assertThat(unmerged(replayed)).isEqualTo(unmerged(all));
        // Events: 1 start, 2 start-step, 3 text-start, 4 "one ", 5 "two ".
        assertThat(text(readRest(reader(resumed.body())))).isEqualTo("two three");
        String rest = readRest(reader(resumedByQuery.body()));
        assertThat(text(rest)).isEqualTo("three");
        assertThat(rest).contains("id: 1.6\n").doesNotContain("id: 1.5\n").endsWith("[DONE]\n\n");
    }

    @Test
    void nothingRunningIsNoContent() throws Exception {
        server.model.thenSay("Hello.");
        server.say("c1", "Hi");

        assertThat(server.get("/api/chat/c1/stream").statusCode()).isEqualTo(204);
        assertThat(server.get("/api/chat/unknown/stream").statusCode()).isEqualTo(204);
    }

    @Test
    void f04EventOfAnEarlierTurnIsNotTakenForOneOfTheTurnThatRuns() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.model.then(say("one"), sayAfter(go, "two"), finish(StopReason.STOP));
        try (BufferedReader lines = startStreaming()) {
            Matcher turn = TURN_ID.matcher(readUntil(lines, "one"));
            assertThat(turn.find()).isTrue();

            HttpResponse<String> other = server.get("/api/chat/c1/stream?turn=earlier&after=1.3");
            HttpResponse<InputStream> same =
                    server.open(
                            server.request(
                                    "GET",
                                    "/api/chat/c1/stream?after=1.4&turn=" + turn.group(1),
                                    ""));
            go.countDown();

            assertThat(other.statusCode()).isEqualTo(204);
            assertThat(text(readRest(reader(same.body())))).isEqualTo("two");
        }
    }

    @Test
    void eventIdsAreCheckedStrictly() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.model.then(say("one"), sayAfter(go, "two"), finish(StopReason.STOP));
        try (BufferedReader lines = startStreaming()) {
            readUntil(lines, "one");

            for (String id :
                    List.of(
                            "-1",
                            "1",
                            "0.1",
                            "01.1",
                            "1.01",
                            "1.",
                            ".1",
                            "1.-1",
                            "1.1.1",
                            "x",
                            "%20",
                            "",
                            "1.12345678901234567890",
                            "12345678901234567890.1",
                            "1.0x1",
                            "1.１",
                            "9999999999999999999.1",
                            "1.2147483648",
                            "2.1",
                            "1.99")) {
                HttpResponse<String> answer =
                        server.get(
                                "/api/chat/c1/stream?after="
                                        + URLEncoder.encode(id, StandardCharsets.UTF_8));
                assertThat(answer.statusCode()).as(id).isEqualTo(400);
                assertThat(answer.body()).as(id).contains("\"code\":\"invalid_id\"");
            }
            go.countDown();
        }
    }

    @Test
    void f34SecondMessageWhileBusyIsAConflict() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.model.then(say("one"), sayAfter(go, "two"), finish(StopReason.STOP));
        try (BufferedReader lines = startStreaming()) {
            readUntil(lines, "one");

            HttpResponse<String> answer = server.say("c1", "again");

            go.countDown();
            assertProblem(answer, 409, "conversation_busy");
        }
    }

    @Test
    void clientThatLeavesDoesNotStopTheTurn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.model.then(say("one "), sayAfter(go, "two "), say("three"), finish(StopReason.STOP));
        String body = TestServer.userMessage("c1", "Hi");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.http.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(
                            rawPost("/api/chat", body.length(), body)
                                    .getBytes(StandardCharsets.UTF_8));
            readUntil(reader(socket.getInputStream()), "one ");
            socket.setSoLinger(true, 0);
        }

        HttpResponse<InputStream> other =
                server.open(server.request("GET", "/api/chat/c1/stream", ""));
        go.countDown();

        assertThat(text(readRest(reader(other.body())))).isEqualTo("one two three");
        assertThat(server.get("/api/conversations/c1").body()).contains("one two three");
    }

    @Test
    void clientThatDoesNotReadHoldsUpNobody() throws Exception {
        String huge = "x".repeat(12_000_000);
        CountDownLatch go = new CountDownLatch(1);
        server.tools.readingTool("dump", (call, context) -> huge);
        server.model
                .thenCall("shop__dump", "{}")
                .then(sayAfter(go, "That was much."), finish(StopReason.STOP))
                .thenSay("Hello.");
        String body = TestServer.userMessage("c1", "Hi");
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.http.port()));
            deaf.getOutputStream()
                    .write(
                            rawPost("/api/chat", body.length(), body)
                                    .getBytes(StandardCharsets.UTF_8));
            assertThat(deaf.getInputStream().read()).isEqualTo('H');
            HttpResponse<InputStream> other =
                    server.open(server.request("GET", "/api/chat/c1/stream", ""));
            go.countDown();

            String all = readRest(reader(other.body()));

            assertThat(all).hasSizeGreaterThan(12_000_000).endsWith("data: [DONE]\n\n");
            assertThat(text(server.say("c2", "Hi").body())).isEqualTo("Hello.");
        }
    }

    @Test
    void stopEndsTheTurnAndIsFineWhenNothingRuns() throws Exception {
        server.model.then(
                say("one"), sayAfter(new CountDownLatch(1), "never"), finish(StopReason.STOP));
        String rest;
        try (BufferedReader lines = startStreaming()) {
            readUntil(lines, "one");

            assertThat(server.post("/api/chat/c1/stop", "").statusCode()).isEqualTo(204);
            rest = readRest(lines);
        }

        assertThat(rest)
                .contains("\"outcome\":\"stopped\"", "{\"type\":\"abort\",\"reason\":\"stopped\"}")
                .endsWith("data: [DONE]\n\n");
        assertThat(server.post("/api/chat/c1/stop", "{}").statusCode()).isEqualTo(204);
        assertProblem(server.post("/api/chat/nobody/stop", ""), 404, "conversation_not_found");
    }

    @Test
    void silentStreamIsKeptAliveByComments() throws Exception {
        server.close();
        server = TestServer.withHeartbeat(Duration.ofMillis(20));
        CountDownLatch go = new CountDownLatch(1);
        server.model.then(sayAfter(go, "at last"), finish(StopReason.STOP));

        String all;
        try (BufferedReader lines = startStreaming()) {
            String before = readUntil(lines, ": keep-alive") + readUntil(lines, ": keep-alive");
            go.countDown();
            all = before + readRest(lines);
        }

        assertThat(text(all)).isEqualTo("at last");
    }

    @Test
    void approvalIsAskedAndItsAnswerContinuesTheMessage() throws Exception {
        server.tools.writingTool("order", (call, context) -> "ordered");
        server.model.thenCall("shop__order", "{\"item\":\"tea\"}").thenSay("Done.");
        String first = server.say("c1", "order tea").body();
        String callId = between(first, "\"approvalId\":\"", "\"");

        HttpResponse<String> second =
                server.post("/api/chat", APPROVAL.formatted(callId, callId, "true"));

        assertThat(first).contains("\"outcome\":\"awaiting_approval\"");
        assertThat(second.body())
                .contains(
                        "\"messageId\":\"" + between(first, "\"messageId\":\"", "\"") + "\"",
                        "{\"type\":\"tool-approval-response\",\"approvalId\":\"" + callId,
                        "\"type\":\"tool-output-available\"",
                        "ordered",
                        "Done.");
        assertThat(server.tools.calls()).hasSize(1);
    }

    @Test
    void deniedToolIsNotRun() throws Exception {
        server.tools.writingTool("order", (call, context) -> "ordered");
        server.model.thenCall("shop__order", "{}").thenSay("Then not.");
        String callId = between(server.say("c1", "order").body(), "\"approvalId\":\"", "\"");

        HttpResponse<String> second =
                server.post("/api/chat", APPROVAL.formatted(callId, callId, "false"));

        assertThat(second.body())
                .contains("\"approved\":false,\"reason\":\"because\"")
                .contains("{\"type\":\"tool-output-denied\",\"toolCallId\":\"" + callId + "\"}");
        assertThat(server.tools.calls()).isEmpty();
        assertProblem(
                server.post("/api/chat", APPROVAL.formatted(callId, callId, "true")),
                409,
                "approval_refused");
    }

    @Test
    void regenerateAnswersTheLastMessageAgain() throws Exception {
        server.model.thenSay("First.").thenSay("Second.");
        server.say("c1", "Hi");

        HttpResponse<String> again =
                server.post(
                        "/api/chat",
                        "{\"id\":\"c1\",\"trigger\":\"regenerate-message\",\"messages\":[]}");

        assertThat(text(again.body())).isEqualTo("Second.");
        assertThat(server.get("/api/conversations/c1").body())
                .contains("Second.")
                .doesNotContain("First.");
    }

    @Test
    void promptIsRenderedIntoTheConversation() throws Exception {
        server.model.thenSay("Hello Bob.");

        HttpResponse<String> answer = server.post("/api/chat", prompt("greet", "\"name\":\"Bob\""));

        assertThat(text(answer.body())).isEqualTo("Hello Bob.");
        assertThat(server.get("/api/conversations/c1").body())
                .contains(
                        "{\"type\":\"data-prompt\",\"data\":{\"server\":\"shop\",\"prompt\":\"greet\","
                                + "\"arguments\":{\"name\":\"Bob\"}}}",
                        "Greet Bob");
        assertProblem(server.post("/api/chat", prompt("greet", "")), 400, "invalid_arguments");
        assertProblem(server.post("/api/chat", prompt("nope", "")), 404, "prompt_not_found");
    }

    @Test
    void conversationOfSomeoneElseLooksLikeNone() throws Exception {
        server.model.thenSay("Hello.");
        server.say("c1", "Hi");

        HttpResponse<String> foreign =
                server.send(
                        server.request("POST", "/api/chat", TestServer.userMessage("c1", "Hi"))
                                .header("X-User", "bob"));

        assertProblem(foreign, 404, "conversation_not_found");
    }

    @Test
    void closingEndsStreamsAndRefusesMessages() throws Exception {
        server.model.then(
                say("one"), sayAfter(new CountDownLatch(1), "never"), finish(StopReason.STOP));
        try (BufferedReader lines = startStreaming()) {
            readUntil(lines, "one");
            server.chat.close();

            assertProblem(server.say("c2", "Hi"), 503, "stopping");
            long start = System.nanoTime();
            server.http.close();

            assertThat(readRest(lines))
                    .contains("\"finishReason\":\"interrupted\"")
                    .endsWith("data: [DONE]\n\n");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void closingCutsAStreamWhoseTurnGoesOn() throws Exception {
        server.model.then(
                say("one"), sayAfter(new CountDownLatch(1), "never"), finish(StopReason.STOP));
        try (BufferedReader lines = startStreaming()) {
            readUntil(lines, "one");
            long start = System.nanoTime();

            server.http.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3));
        }
    }

    private BufferedReader startStreaming() throws IOException, InterruptedException {
        return reader(
                server.open(server.request("POST", "/api/chat", TestServer.userMessage("c1", "Hi")))
                        .body());
    }

    private String rawPost(String path, int length, String body) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "X-Requested-By: test\r\nOrigin: "
                + server.base()
                + "\r\nContent-Length: "
                + length
                + "\r\n\r\n"
                + body;
    }

    private static String prompt(String name, String arguments) {
        return """
        {"id":"c1","trigger":"submit-message","messages":[{"role":"user","parts":[
         {"type":"data-prompt","data":{"server":"shop","prompt":"%s","arguments":{%s}}}]}]}
        """
                .formatted(name, arguments);
    }

    static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(answer.body())
                .contains("\"type\":\"about:blank\"", "\"title\":\"", "\"detail\":\"")
                .contains("\"status\":" + status, "\"code\":\"" + code + "\"");
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static String readUntil(BufferedReader lines, String wanted) throws IOException {
        StringBuilder read = new StringBuilder();
        String line = lines.readLine();
        while (line != null) {
            read.append(line).append('\n');
            if (line.contains(wanted)) {
                return read.toString();
            }
            line = lines.readLine();
        }
        throw new AssertionError("the stream ended without " + wanted + ": " + read);
    }

    private static String readRest(BufferedReader lines) throws IOException {
        StringBuilder read = new StringBuilder();
        String line = lines.readLine();
        while (line != null) {
            read.append(line).append('\n');
            line = lines.readLine();
        }
        return read.toString();
    }

    /** All text deltas joined. */
    private static String text(String stream) {
        StringBuilder text = new StringBuilder();
        stream.lines()
                .filter(it -> it.contains("\"type\":\"text-delta\""))
                .forEach(it -> text.append(between(it, "\"delta\":\"", "\"}")));
        return text.toString();
    }

    /** The stream without what depends on which events were ready together. */
    private static String unmerged(String stream) {
        return stream.replaceAll("(id: 1.\\d+\n)?data: \\{\"type\":\"text-delta\".*\n\n", "")
                .replaceAll(": .*\n\n", "");
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as(start + " in " + text).isNotNegative();
        return text.substring(from + start.length(), text.indexOf(end, from + start.length()));
    }
}
