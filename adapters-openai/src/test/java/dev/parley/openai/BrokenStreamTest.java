package dev.parley.openai;

import static dev.parley.openai.Wire.DONE;
import static dev.parley.openai.Wire.assertFails;
import static dev.parley.openai.Wire.call;
import static dev.parley.openai.Wire.config;
import static dev.parley.openai.Wire.delta;
import static dev.parley.openai.Wire.finish;
import static dev.parley.openai.Wire.hello;
import static dev.parley.openai.Wire.onVirtualThread;
import static dev.parley.openai.Wire.parseInto;
import static dev.parley.openai.Wire.read;
import static dev.parley.openai.Wire.text;
import static dev.parley.openai.Wire.textOf;
import static dev.parley.openai.Wire.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.ModelStream;
import dev.parley.openai.RawServer.Exchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BrokenStreamTest {

    private static final String RECORDED =
            ": comment\r\n\r\n"
                    + delta("{\"role\":\"assistant\",\"content\":\"\"}")
                    + delta("{\"reasoning_content\":\"hm\"}")
                    + text("Grüße 😀").replace("\n", "\r\n")
                    + call("{'index':0,'id':'a','function':{'name':'get','arguments':'{`x`'}}")
                    + call("{'index':0,'function':{'arguments':':1}'}}")
                    + finish("tool_calls")
                    + usage(1, 0, 2, 0)
                    + DONE;

    private static final byte[] BYTES = RECORDED.getBytes(StandardCharsets.UTF_8);
    private static final int WHOLE_FROM =
            RECORDED.substring(0, RECORDED.indexOf("\"tool_calls\"}]}") + 15)
                    .getBytes(StandardCharsets.UTF_8)
                    .length;

    @Test
    void aCutAtAnyByteIsIncompleteUntilTheFinishReasonAndWholeAfterIt() {
        for (int cut = 0; cut < BYTES.length; cut++) {
            byte[] head = Arrays.copyOf(BYTES, cut);
            // An end of the body closes the last event, a broken connection does not.
            assertCut(new ByteArrayInputStream(head), cut > WHOLE_FROM);
            assertCut(
                    new SequenceInputStream(new ByteArrayInputStream(head), new Broken()),
                    cut > WHOLE_FROM + 1);
        }
    }

    private static void assertCut(InputStream body, boolean whole) {
        List<ModelEvent> events = new ArrayList<>();
        if (whole) {
            parseInto(events, body, new ChatCompletionsParser());
            assertThat(events)
                    .contains(new ModelEvent.ToolCallEnded(0, "{\"x\":1}"))
                    .last()
                    .isInstanceOf(ModelEvent.Finished.class);
        } else {
            assertFails(
                    Kind.INCOMPLETE, () -> parseInto(events, body, new ChatCompletionsParser()));
        }
    }

    @Test
    void aConnectionCutAnywhereNeverLooksWhole() throws Exception {
        String body = RECORDED;
        for (int cut = 0; cut < body.length() && cut < WHOLE_FROM - 20; cut += 197) {
            String head = body.substring(0, cut);
            String chunked =
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + (cut == 0 ? "" : "%x\r\n%s\r\n".formatted(utf8Length(head), head));
            try (RawServer server = new RawServer(exchange -> exchange.send(chunked))) {
                assertFails(Kind.INCOMPLETE, () -> ask(config(server.baseUrl())));
            }
        }
    }

    @Test
    @Timeout(60)
    void mutatedStreamsEndOrFailButNeverHangOrThrowAnythingElse() {
        Random random = new Random(20261122);
        Set<Kind> seen = EnumSet.noneOf(Kind.class);
        int whole = 0;
        for (int round = 0; round < 4000; round++) {
            byte[] mutated = mutate(BYTES, random);
            AnswerParser parser =
                    round % 4 == 0 ? new ResponsesParser() : new ChatCompletionsParser();
            try {
                parseInto(new ArrayList<>(), new ByteArrayInputStream(mutated), parser);
                whole++;
            } catch (ModelException e) {
                seen.add(e.kind());
            }
        }

        assertThat(whole).isPositive();
        assertThat(seen).contains(Kind.INCOMPLETE, Kind.MALFORMED);
    }

    @Test
    void aCodePointSplitOverTwoReadsIsWhole() throws Exception {
        byte[] bytes = (text("é😀") + finish("stop") + DONE).getBytes(StandardCharsets.UTF_8);
        InputStream slow =
                new ByteArrayInputStream(bytes) {
                    @Override
                    public int read(byte[] target, int offset, int length) {
                        return super.read(target, offset, Math.min(length, 1));
                    }
                };
        List<ModelEvent> events = new ArrayList<>();

        parseInto(events, slow, new ChatCompletionsParser());

        assertThat(textOf(events)).isEqualTo("é😀");
    }

    @Test
    void bytesThatAreNoUtf8AreMalformed() {
        byte[] bytes = text("?").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '?') {
                bytes[i] = (byte) 0xC3;
            }
        }

        assertFails(
                Kind.MALFORMED,
                () ->
                        parseInto(
                                new ArrayList<>(),
                                new ByteArrayInputStream(bytes),
                                new ChatCompletionsParser()));
    }

    @Test
    void anEventThatIsTooLongIsMalformed() throws Exception {
        String large = "x".repeat(SseReader.EVENT_BYTES_MAX);
        try (RawServer server = new RawServer(exchange -> exchange.stream(text(large)))) {
            assertFails(Kind.MALFORMED, () -> ask(config(server.baseUrl())));
        }
    }

    @Test
    void silenceStallsAndTheServerSeesTheEnd() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        RawServer.Script script =
                exchange -> {
                    exchange.stream(text("a"));
                    exchange.awaitClientGone();
                    gone.countDown();
                };
        try (RawServer server = new RawServer(script)) {
            assertFails(Kind.STALLED, () -> ask(limits(server, 300, 5000)));

            assertThat(gone.await(1, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void silenceBeforeTheHeadersStallsAndIsNotTriedAgain() throws Exception {
        try (RawServer server = new RawServer(Exchange::awaitClientGone)) {
            assertFails(
                    Kind.STALLED,
                    () ->
                            ask(
                                    config(server.baseUrl())
                                            .withLimits(
                                                    Duration.ofMillis(300),
                                                    Duration.ofSeconds(5),
                                                    2)));

            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void silenceAfterTheFinishReasonIsNoLoss() throws Exception {
        RawServer.Script script =
                exchange -> {
                    exchange.stream(text("a") + finish("stop"));
                    exchange.awaitClientGone();
                };
        try (RawServer server = new RawServer(script)) {
            assertThat(ask(limits(server, 2000, 9000))).isEqualTo("a");
        }
    }

    @Test
    void commentsForEverEndAtTheLimitOfTheWholeCall() throws Exception {
        RawServer.Script script =
                exchange -> {
                    exchange.stream(text("a"));
                    CountDownLatch never = new CountDownLatch(1);
                    while (!never.await(50, TimeUnit.MILLISECONDS)) {
                        exchange.send(": still here\n\n");
                    }
                };
        try (RawServer server = new RawServer(script)) {
            assertFails(Kind.TOO_LONG, () -> ask(limits(server, 1000, 3000)));
        }
    }

    private static OpenAiConfig limits(RawServer server, long silenceMillis, long callMillis) {
        return config(server.baseUrl())
                .withLimits(Duration.ofMillis(silenceMillis), Duration.ofMillis(callMillis), 0);
    }

    private static String ask(OpenAiConfig config) throws Exception {
        try (OpenAiChatModel model = new OpenAiChatModel(config)) {
            return onVirtualThread(
                    () -> {
                        try (ModelStream stream = model.open(hello())) {
                            return textOf(read(stream));
                        }
                    });
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** One to four bytes changed, removed, doubled, or two pieces exchanged. */
    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(random.nextInt(40), bytes.length - at);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "{}[]\",:\\\n\r0".charAt(random.nextInt(11));
                case 2 -> {
                    System.arraycopy(bytes, at + length, bytes, at, bytes.length - at - length);
                    bytes = Arrays.copyOf(bytes, bytes.length - length);
                }
                default ->
                        System.arraycopy(
                                bytes, at, bytes, random.nextInt(bytes.length - length), length);
            }
        }
        return bytes;
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return read();
        }
    }
}
