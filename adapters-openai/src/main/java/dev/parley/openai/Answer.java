package dev.parley.openai;

import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One answer as far as it has come: what a parser read becomes events here. */
final class Answer {

    private final Queue<ModelEvent> events = new ArrayDeque<>(4);
    private final WholeCharacters text = new WholeCharacters();
    private final WholeCharacters reasoning = new WholeCharacters();
    private final ToolCalls calls = new ToolCalls(events);
    private @Nullable StopReason stopReason;
    private Usage usage = Usage.NONE;

    void text(String delta) {
        addText(text.next(delta));
    }

    void reasoning(String delta) {
        addReasoning(reasoning.next(delta));
    }

    ToolCalls calls() {
        return calls;
    }

    /** Counts replace earlier ones: servers that send them more than once send running totals. */
    void usage(Usage counted) {
        usage = counted;
    }

    void stopped(StopReason reason) {
        stopReason = reason;
    }

    /** Whether the model said why it stopped: nothing but the usage may be missing now. */
    boolean isWhole() {
        return stopReason != null;
    }

    /**
     * Adds the last events.
     *
     * @throws ModelException when the answer is not whole
     */
    void end() {
        StopReason reason = stopReason;
        if (reason == null) {
            throw new ModelException(
                    ModelException.Kind.INCOMPLETE,
                    "The model's answer ended before it was whole.",
                    null);
        }
        addReasoning(reasoning.rest());
        addText(text.rest());
        calls.end();
        // Some servers say "stop" where they called a tool.
        boolean called = reason == StopReason.STOP && !calls.isEmpty();
        events.add(new ModelEvent.Finished(called ? StopReason.TOOL_CALLS : reason, usage));
    }

    @Nullable ModelEvent poll() {
        return events.poll();
    }

    private void addText(String whole) {
        if (!whole.isEmpty()) {
            events.add(new ModelEvent.TextDelta(whole));
        }
    }

    private void addReasoning(String whole) {
        if (!whole.isEmpty()) {
            events.add(new ModelEvent.ReasoningDelta(whole));
        }
    }
}
