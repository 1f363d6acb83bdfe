package dev.parley.mcp;

import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A call's context with a human behind it, who keeps what was asked. */
final class AnsweringContext implements ToolCallContext {

    /** What the human says. */
    @FunctionalInterface
    interface Human {
        ElicitationAnswer answer(Elicitation asked) throws InterruptedException;
    }

    private final Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
    private final Human human;
    private final List<Elicitation> asked = new CopyOnWriteArrayList<>();
    private final List<String> completed = new CopyOnWriteArrayList<>();

    AnsweringContext(Human human) {
        this.human = human;
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public void progress(ToolProgress progress) {}

    @Override
    public ElicitationAnswer elicit(Elicitation elicitation) throws InterruptedException {
        asked.add(elicitation);
        return human.answer(elicitation);
    }

    @Override
    public void elicitationCompleted(String elicitationId) {
        completed.add(elicitationId);
    }

    List<Elicitation> asked() {
        return asked;
    }

    List<String> completed() {
        return completed;
    }
}
