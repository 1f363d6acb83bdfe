package dev.parley.mcp;

import static java.util.Objects.requireNonNull;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolContent;
import dev.parley.token.Principal;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.ToolServerException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the tests say over and over again. */
final class Calls {

    static final Principal ANN = new Principal("https://idp.example", "ann", "Ann");
    static final Principal BEN = new Principal("https://idp.example", "ben", "Ben");

    private Calls() {}

    static McpServerConfig config(String name, McpServerConfig.Transport transport) {
        return new McpServerConfig(
                name, transport, ToolPolicy.Rules.NONE, McpServerConfig.TIMEOUT_DEFAULT);
    }

    static McpServers servers(McpLimits limits, McpServerConfig... configs) {
        return new McpServers(
                List.of(configs),
                "1.2.3",
                InstantSource.system(),
                McpSecurity.inMemory(InstantSource.system()),
                limits);
    }

    static McpServers servers(McpServerConfig... configs) {
        return servers(McpLimits.DEFAULT, configs);
    }

    static ToolResult call(McpServer server, String tool, String argumentsJson) {
        return call(
                server, ANN, tool, argumentsJson, RecordingContext.within(Duration.ofSeconds(20)));
    }

    static ToolResult call(
            McpServer server,
            Principal principal,
            String tool,
            String argumentsJson,
            ToolCallContext context) {
        Tool callee = Tool.of(server.name(), tool, "", "", "{}", ToolAnnotations.UNKNOWN);
        return server.call(
                principal,
                callee,
                new ToolCall("c1", callee.name(), argumentsJson, false),
                context);
    }

    /** A call on a thread of its own, to be interrupted or to fail while others look. */
    static Running start(
            McpServer server, String tool, String argumentsJson, ToolCallContext context) {
        CompletableFuture<ToolResult> result = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        result.complete(
                                                call(server, ANN, tool, argumentsJson, context));
                                    } catch (RuntimeException e) {
                                        result.completeExceptionally(e);
                                    }
                                });
        return new Running(thread, result);
    }

    record Running(Thread thread, CompletableFuture<ToolResult> result) {

        ToolResult get() throws Exception {
            return result.get(5, TimeUnit.SECONDS);
        }

        ToolServerException failure() {
            return failureOf(
                    () -> {
                        try {
                            get();
                        } catch (java.util.concurrent.ExecutionException e) {
                            throw e.getCause() instanceof RuntimeException cause ? cause : e;
                        }
                    });
        }
    }

    interface Work {
        void run() throws Exception;
    }

    static ToolServerException failureOf(Work work) {
        @Nullable ToolServerException failure = null;
        try {
            work.run();
        } catch (ToolServerException e) {
            failure = e;
        } catch (Exception e) {
            throw new AssertionError("not a ToolServerException", e);
        }
        return requireNonNull(failure, "it did not fail");
    }

    /** Looks again and again, for at most 5 seconds: for what no latch can be put into. */
    static void eventually(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 5 s");
            }
            Thread.onSpinWait();
        }
    }

    static String text(ToolResult result) {
        return result.content().stream()
                .filter(ToolContent.Text.class::isInstance)
                .map(it -> ((ToolContent.Text) it).text())
                .collect(Collectors.joining("\n"));
    }
}
