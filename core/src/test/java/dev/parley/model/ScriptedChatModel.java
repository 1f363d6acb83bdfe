package dev.parley.model;

import dev.parley.model.ModelEvent.Finished;
import dev.parley.model.ModelEvent.TextDelta;
import dev.parley.model.ModelEvent.ToolCallEnded;
import dev.parley.model.ModelEvent.ToolCallStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/**
 * A chat model that plays scripts, one for each request, and keeps the requests. A script is a list
 * of steps, each of which gives an event, waits or fails.
 */
public final class ScriptedChatModel implements ChatModel {

    /** Gives the next event, or throws. */
    @FunctionalInterface
    public interface Step {
        ModelEvent next() throws InterruptedException;
    }

    private final Queue<List<Step>> scripts = new ConcurrentLinkedQueue<>();
    private final List<ModelRequest> requests = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile List<String> models = List.of();

    /** From now on there are models of these names to choose; all play the same scripts. */
    public ScriptedChatModel offering(String... names) {
        models = List.of(names);
        return this;
    }

    /** The next request is answered by {@code steps}. */
    public ScriptedChatModel then(Step... steps) {
        scripts.add(List.of(steps));
        return this;
    }

    /** The next request is answered by a text, word by word. */
    public ScriptedChatModel thenSay(String text) {
        List<Step> steps = new ArrayList<>();
        for (String word : text.split("(?<= )", -1)) {
            steps.add(say(word));
        }
        steps.add(finish(StopReason.STOP));
        scripts.add(steps);
        return this;
    }

    /** The next request is answered by one tool call. */
    public ScriptedChatModel thenCall(String tool, String argumentsJson) {
        return then(begin(0, tool), end(0, argumentsJson), finish(StopReason.TOOL_CALLS));
    }

    public static Step say(String text) {
        return () -> new TextDelta(text);
    }

    public static Step begin(int index, String tool) {
        return () -> new ToolCallStarted(index, tool);
    }

    public static Step end(int index, String argumentsJson) {
        return () -> new ToolCallEnded(index, argumentsJson);
    }

    public static Step finish(StopReason reason) {
        return () -> new Finished(reason, new Usage(10, 0, 5, 0));
    }

    public static Step fail(ModelException.Kind kind) {
        return () -> {
            throw new ModelException(kind, "scripted failure", null);
        };
    }

    /** Waits for {@code latch}, then gives a text. */
    public static Step sayAfter(CountDownLatch latch, String text) {
        return () -> {
            latch.await();
            return new TextDelta(text);
        };
    }

    /** The requests so far. */
    public List<ModelRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Opens when a stream has been closed. */
    public CountDownLatch closed() {
        return closed;
    }

    @Override
    public List<String> models() {
        return models;
    }

    @Override
    public ModelStream open(ModelRequest request) {
        synchronized (requests) {
            requests.add(request);
        }
        List<Step> script = scripts.poll();
        if (script == null) {
            throw new AssertionError("no script left for " + request);
        }
        return new Playing(script);
    }

    private final class Playing implements ModelStream {

        private final List<Step> script;
        private int position;

        Playing(List<Step> script) {
            this.script = script;
        }

        @Override
        public ModelEvent next() {
            try {
                return script.get(position++).next();
            } catch (InterruptedException e) {
                throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted", e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
