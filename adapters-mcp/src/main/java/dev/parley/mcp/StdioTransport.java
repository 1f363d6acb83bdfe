package dev.parley.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * JSON-RPC lines to and from a child process. Safe for use by many threads.
 *
 * <p>Not the SDK's own stdio transport: that one gives the child Parley's whole environment, stops
 * reading at the first line that is not JSON, does not say when the child died, leaves its
 * grandchildren running and takes three threads that keep the JVM alive.
 */
final class StdioTransport implements McpClientTransport {

    private static final Logger log = LoggerFactory.getLogger(StdioTransport.class);
    private static final int UNSENT_MAX = 256;
    private static final int NOISE_LINES_MAX = 1000;
    private static final long LAST_WORDS_MILLIS = 500;

    private final String server;
    private final ChildProcess child;
    private final McpJsonMapper json;
    private final BlockingQueue<byte[]> unsent = new ArrayBlockingQueue<>(UNSENT_MAX);
    private volatile Consumer<Throwable> exceptionHandler = cause -> {};
    private volatile @Nullable Thread writer;
    private int noiseLines;

    StdioTransport(String server, ChildProcess child, McpJsonMapper json) {
        this.server = server;
        this.child = child;
        this.json = json;
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return Mono.fromRunnable(
                () -> {
                    writer = Thread.ofVirtual().name("mcp-stdin-" + server).start(this::write);
                    // A platform thread: reading a pipe would hold on to a carrier thread.
                    Thread.ofPlatform()
                            .daemon()
                            .name("mcp-stdout-" + server)
                            .start(() -> read(handler));
                    // The end of the output is the better signal, as it follows the last answer;
                    // but it never comes while a grandchild holds the pipe.
                    var unused =
                            child.onExit()
                                    .thenRunAsync(
                                            this::ended,
                                            CompletableFuture.delayedExecutor(
                                                    LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS));
                });
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        exceptionHandler = handler;
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.fromCallable(
                        () -> {
                            // Jackson escapes line ends within strings, so this is one line.
                            String line = json.writeValueAsString(message) + "\n";
                            if (!unsent.offer(line.getBytes(StandardCharsets.UTF_8))) {
                                throw new IOException("the server does not read its input");
                            }
                            return message;
                        })
                .then();
    }

    private void write() {
        try (OutputStream input = child.input()) {
            while (true) {
                input.write(unsent.take());
                input.flush();
            }
        } catch (IOException e) {
            log.debug("writing to {} failed", server, e);
            exceptionHandler.accept(new ConnectionBroken("it does not take requests any more", e));
        } catch (InterruptedException e) {
            log.debug("writing to {} ended", server);
        }
    }

    private void read(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        try (LineReader lines = new LineReader(child.output(), McpLimits.MESSAGE_BYTES_MAX)) {
            for (String line = lines.line(); line != null; line = lines.line()) {
                JSONRPCMessage message = parse(line);
                if (message != null) {
                    handler.apply(Mono.just(message)).subscribe();
                }
            }
            ended();
        } catch (IOException e) {
            exceptionHandler.accept(new ConnectionBroken(McpTexts.orEmpty(e.getMessage()), e));
        } catch (ConnectionBroken e) {
            exceptionHandler.accept(e);
        }
    }

    /**
     * Many servers greet on the wrong stream, so a line that is no message is skipped. A damaged
     * message is not: somebody would wait for it in vain.
     */
    private @Nullable JSONRPCMessage parse(String line) {
        if (line.isBlank()) {
            return null;
        }
        try {
            return McpSchema.deserializeJsonRpcMessage(json, line);
        } catch (IOException | IllegalArgumentException e) {
            if (line.contains("\"jsonrpc\"")) {
                throw new ConnectionBroken("it sent a damaged message", e);
            }
            noiseLines++;
            if (noiseLines > NOISE_LINES_MAX) {
                throw new ConnectionBroken("it writes text instead of MCP messages", e);
            }
            log.debug("{} wrote a line that is no message to stdout", server);
            return null;
        }
    }

    private void ended() {
        try {
            exceptionHandler.accept(new ConnectionBroken(child.fate(), null));
        } catch (InterruptedException e) {
            log.debug("interrupted while {} ended", server);
        }
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(
                () -> {
                    Thread current = writer;
                    if (current != null) {
                        current.interrupt();
                    }
                    child.destroy();
                });
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return json.convertValue(data, type);
    }
}
