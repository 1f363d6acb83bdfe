package dev.parley.mcp;

import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolProgress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A call's context that knows whether a question of the call is open. Safe for many threads. */
final class RunningCall implements ToolCallContext {

    private final String token;
    private final ToolCallContext context;
    private final AtomicInteger questions = new AtomicInteger();

    /**
     * A call that begins.
     *
     * @param token under which the server tells its progress
     */
    RunningCall(String token, ToolCallContext context) {
        this.token = token;
        this.context = context;
    }

    String token() {
        return token;
    }

    boolean isAsking() {
        return questions.get() > 0;
    }

    @Override
    public Instant deadline() {
        return context.deadline();
    }

    @Override
    public void progress(ToolProgress progress) {
        context.progress(progress);
    }

    @Override
    public ElicitationAnswer elicit(Elicitation elicitation) throws InterruptedException {
        questions.incrementAndGet();
        try {
            return context.elicit(elicitation);
        } finally {
            questions.decrementAndGet();
        }
    }

    @Override
    public void elicitationCompleted(String elicitationId) {
        context.elicitationCompleted(elicitationId);
    }
}
