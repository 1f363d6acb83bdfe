package dev.parley.openai;

import static dev.parley.openai.Wire.config;
import static dev.parley.openai.Wire.hello;
import static dev.parley.openai.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.ModelException;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.ModelStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InterruptTest {

    @Test
    void anInterruptWhileWaitingForAnEventEndsTheAnswerAndTheConnection() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        RawServer.Script script =
                exchange -> {
                    exchange.stream(text("a"));
                    exchange.awaitClientGone();
                    gone.countDown();
                };
        assertInterrupted(script, waiting, gone);
    }

    @Test
    void anInterruptEndsAStreamThatNeverPauses() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        RawServer.Script script =
                exchange -> {
                    exchange.stream(text("a"));
                    try {
                        String more = text("b").repeat(100);
                        for (int i = 0; i < 1_000_000; i++) {
                            exchange.send(more);
                        }
                    } catch (IOException e) {
                        gone.countDown();
                    }
                };
        assertInterrupted(script, waiting, gone);
    }

    @Test
    void anInterruptWhileOpeningEndsTheCallWithoutAnotherTry() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        RawServer.Script script =
                exchange -> {
                    exchange.awaitClientGone();
                    gone.countDown();
                };
        try (RawServer server = new RawServer(script);
                OpenAiChatModel model = retrying(server)) {
            FutureTask<Kind> task = new FutureTask<>(() -> kindOf(() -> model.open(hello())));
            Thread thread = Thread.startVirtualThread(task);
            server.awaitRequest();

            thread.interrupt();

            assertThat(task.get(1, TimeUnit.SECONDS)).isEqualTo(Kind.INTERRUPTED);
            assertThat(gone.await(1, TimeUnit.SECONDS)).isTrue();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void anInterruptEndsTheWaitBetweenTries() throws Exception {
        RawServer.Script script = exchange -> exchange.status(429, "Retry-After: 30\r\n", "{}");
        try (RawServer server = new RawServer(script);
                OpenAiChatModel model = retrying(server)) {
            FutureTask<Kind> task = new FutureTask<>(() -> kindOf(() -> model.open(hello())));
            Thread thread = Thread.startVirtualThread(task);
            server.awaitRequest();

            thread.interrupt();

            assertThat(task.get(1, TimeUnit.SECONDS)).isEqualTo(Kind.INTERRUPTED);
        }
    }

    @Test
    void closingAnEndlessAnswerDoesNotReadOn() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        RawServer.Script script =
                exchange -> {
                    exchange.stream(text("a"));
                    exchange.awaitClientGone();
                    gone.countDown();
                };
        try (RawServer server = new RawServer(script);
                OpenAiChatModel model = new OpenAiChatModel(config(server.baseUrl()))) {
            Duration took =
                    Wire.onVirtualThread(
                            () -> {
                                ModelStream stream = model.open(hello());
                                long before = System.nanoTime();
                                stream.close();
                                return Duration.ofNanos(System.nanoTime() - before);
                            });

            assertThat(gone.await(1, TimeUnit.SECONDS)).isTrue();
            assertThat(took).isLessThan(Duration.ofMillis(90));
        }
    }

    private static void assertInterrupted(
            RawServer.Script script, CountDownLatch waiting, CountDownLatch gone) throws Exception {
        try (RawServer server = new RawServer(script);
                OpenAiChatModel model = retrying(server)) {
            FutureTask<Kind> task =
                    new FutureTask<>(
                            () -> {
                                try (ModelStream stream = model.open(hello())) {
                                    stream.next();
                                    waiting.countDown();
                                    return kindOf(
                                            () -> {
                                                while (true) {
                                                    stream.next();
                                                }
                                            });
                                }
                            });
            Thread thread = Thread.startVirtualThread(task);
            assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();

            thread.interrupt();

            assertThat(task.get(1, TimeUnit.SECONDS)).isEqualTo(Kind.INTERRUPTED);
            assertThat(gone.await(1, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static OpenAiChatModel retrying(RawServer server) {
        return new OpenAiChatModel(
                config(server.baseUrl())
                        .withLimits(Duration.ofSeconds(20), Duration.ofSeconds(20), 2));
    }

    private static Kind kindOf(Runnable work) {
        try {
            work.run();
        } catch (ModelException e) {
            return e.kind();
        }
        throw new AssertionError("nothing was thrown");
    }
}
