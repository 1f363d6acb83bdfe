package dev.parley.openai;

import static dev.parley.openai.Wire.DONE;
import static dev.parley.openai.Wire.config;
import static dev.parley.openai.Wire.finish;
import static dev.parley.openai.Wire.hello;
import static dev.parley.openai.Wire.onVirtualThread;
import static dev.parley.openai.Wire.read;
import static dev.parley.openai.Wire.text;
import static dev.parley.openai.Wire.textOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.parley.model.ModelStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that keeps connections and sends chunks, as the real ones do. */
class ConnectionReuseTest {

    private final Set<Integer> clientPorts = ConcurrentHashMap.newKeySet();
    private final Set<String> paths = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    ConnectionReuseTest() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        byte[] answer = (text("ok") + finish("stop") + DONE).getBytes(StandardCharsets.UTF_8);
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    clientPorts.add(exchange.getRemoteAddress().getPort());
                    paths.add(exchange.getRequestURI().getPath());
                    exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(answer);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aWholeAnswerLeavesItsConnectionToTheNext() throws Exception {
        try (OpenAiChatModel model = new OpenAiChatModel(config(baseUrl("/v1")))) {
            for (int i = 0; i < 5; i++) {
                assertThat(ask(model)).isEqualTo("ok");
            }
        }

        assertThat(clientPorts).hasSize(1);
    }

    @Test
    void aSlashAtTheEndOfTheBaseUrlDoesNotMatter() throws Exception {
        try (OpenAiChatModel model = new OpenAiChatModel(config(baseUrl("/v1/")))) {
            ask(model);
        }

        assertThat(paths).containsExactly("/v1/chat/completions");
    }

    @Test
    void aClosedModelSaysSo() {
        OpenAiChatModel model = new OpenAiChatModel(config(baseUrl("/v1")));
        model.close();

        assertThatThrownBy(() -> model.open(hello())).isInstanceOf(IllegalStateException.class);
    }

    private String baseUrl(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static String ask(OpenAiChatModel model) throws Exception {
        return onVirtualThread(
                () -> {
                    try (ModelStream stream = model.open(hello())) {
                        return textOf(read(stream));
                    }
                });
    }
}
