package dev.parley.mcp;

import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationValue;
import dev.parley.tool.ToolCallContext;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitUrlRequest;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What one server asks users in the middle of their calls (MCP 2025-11-25, client/elicitation).
 * Each question has a virtual thread of its own: a human may take minutes, and Reactor's pools are
 * small. Safe for use by many threads.
 */
final class ServerQuestions {

    private final String server;
    private final CallOfRequest calls;

    ServerQuestions(String server, CallOfRequest calls) {
        this.server = server;
        this.calls = calls;
    }

    /** Answers with what the user filled in; fails when the form is none that MCP knows. */
    Mono<ElicitResult> form(ElicitFormRequest request) {
        return waiting(
                () ->
                        result(
                                ask(
                                        ElicitationForms.read(
                                                server,
                                                McpTexts.orEmpty(request.message()),
                                                request.requestedSchema()),
                                        request.meta()),
                                true));
    }

    /** Answers with whether the user agrees to open the address, which nobody else does. */
    Mono<ElicitResult> url(ElicitUrlRequest request) {
        return waiting(
                () ->
                        result(
                                ask(
                                        new Elicitation.Url(
                                                server,
                                                ElicitationForms.message(request.message()),
                                                McpTexts.orEmpty(request.url()),
                                                McpTexts.orEmpty(request.elicitationId())),
                                        request.meta()),
                                false));
    }

    private ElicitationAnswer ask(Elicitation elicitation, @Nullable Map<String, Object> meta)
            throws InterruptedException {
        Optional<ToolCallContext> call = calls.find(meta == null ? Map.of() : meta);
        return call.isPresent()
                ? call.orElseThrow().elicit(elicitation)
                : ElicitationAnswer.CANCELLED;
    }

    private static ElicitResult result(ElicitationAnswer answer, boolean withContent) {
        return switch (answer.action()) {
            case ACCEPT ->
                    withContent
                            ? ElicitResult.builder(ElicitResult.Action.ACCEPT)
                                    .content(content(answer.values()))
                                    .build()
                            : ElicitResult.builder(ElicitResult.Action.ACCEPT).build();
            case DECLINE -> ElicitResult.builder(ElicitResult.Action.DECLINE).build();
            case CANCEL -> ElicitResult.builder(ElicitResult.Action.CANCEL).build();
        };
    }

    private static Map<String, Object> content(Map<String, ElicitationValue> values) {
        Map<String, Object> content = new LinkedHashMap<>();
        values.forEach(
                (name, value) -> {
                    switch (value) {
                        case ElicitationValue.Nothing nothing -> {
                            // A field that is empty is left out.
                        }
                        case ElicitationValue.Text it -> content.put(name, it.text());
                        case ElicitationValue.Numeric it -> content.put(name, plain(it.number()));
                        case ElicitationValue.Flag it -> content.put(name, it.on());
                        case ElicitationValue.Choices it -> content.put(name, it.options());
                    }
                });
        return content;
    }

    /** Without a fraction that says nothing: a strict server takes 3.0 for no integer. */
    private static Number plain(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0 ? number.toBigIntegerExact() : number;
    }

    /** Whoever loses interest interrupts the wait. */
    private static <T> Mono<T> waiting(Callable<T> question) {
        return Mono.defer(
                () -> {
                    CompletableFuture<T> answer = new CompletableFuture<>();
                    FutureTask<T> task =
                            new FutureTask<>(question) {
                                @Override
                                protected void done() {
                                    complete(answer, this);
                                }
                            };
                    Thread thread = Thread.ofVirtual().name("mcp-question").start(task);
                    return Mono.fromFuture(answer).doOnCancel(thread::interrupt);
                });
    }

    private static <T> void complete(CompletableFuture<T> answer, FutureTask<T> task) {
        try {
            answer.complete(task.get());
        } catch (ExecutionException e) {
            answer.completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError("a task that is done keeps nobody waiting", e);
        }
    }
}
