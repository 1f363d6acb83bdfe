package dev.parley.app.demo;

import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Plays an answer word by word. Used by one thread. */
final class DemoModelStream implements ModelStream {

    /** A word with the space behind it. */
    private static final Pattern TOKEN = Pattern.compile("\\s*\\S+\\s*");

    /** A usual rule of thumb; the demo model has no tokenizer. */
    private static final int CHARS_PER_TOKEN = 4;

    private static final int ARGUMENT_CHARS = 24;

    private final Queue<ModelEvent> events = new ArrayDeque<>();
    private final DemoAnswer answer;
    private final Duration tokenPause;

    DemoModelStream(ModelRequest request, DemoAnswer answer, Duration tokenPause) {
        this.answer = answer;
        this.tokenPause = tokenPause;
        switch (answer) {
            case DemoAnswer.Failure failure ->
                    tokens(failure.text()).forEach(t -> events.add(new ModelEvent.TextDelta(t)));
            case DemoAnswer.Step step -> plan(request, step);
        }
    }

    @Override
    public ModelEvent next() {
        pause();
        ModelEvent event = events.poll();
        if (event != null) {
            return event;
        }
        if (answer instanceof DemoAnswer.Failure failure) {
            throw failure.toException();
        }
        throw new IllegalStateException("the answer has ended");
    }

    @Override
    public void close() {
        events.clear();
    }

    static ModelException interrupted() {
        return new ModelException(
                ModelException.Kind.INTERRUPTED, "The demo model was stopped.", null);
    }

    private void pause() {
        try {
            // Sleeping for zero looks for an interrupt too.
            Thread.sleep(tokenPause);
        } catch (InterruptedException e) {
            // Kept, so that whoever is above sees it as with any other model.
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private void plan(ModelRequest request, DemoAnswer.Step step) {
        List<String> reasoning = tokens(step.reasoning());
        List<String> text = tokens(step.text());
        reasoning.forEach(token -> events.add(new ModelEvent.ReasoningDelta(token)));
        int textMax = Math.max(0, request.outputTokensMax() - reasoning.size());
        text.stream().limit(textMax).forEach(t -> events.add(new ModelEvent.TextDelta(t)));
        if (text.size() > textMax) {
            int spoken = reasoning.size() + textMax;
            finish(request, StopReason.LENGTH, spoken, reasoning.size());
            return;
        }
        int argumentChars = 0;
        for (int index = 0; index < step.calls().size(); index++) {
            plan(index, step.calls().get(index));
            argumentChars += step.calls().get(index).argumentsJson().length();
        }
        finish(
                request,
                step.calls().isEmpty() ? StopReason.STOP : StopReason.TOOL_CALLS,
                reasoning.size() + text.size() + argumentChars / CHARS_PER_TOKEN,
                reasoning.size());
    }

    private void plan(int index, DemoAnswer.Call call) {
        String json = call.argumentsJson();
        events.add(new ModelEvent.ToolCallStarted(index, call.tool()));
        for (int from = 0; from < json.length(); from += ARGUMENT_CHARS) {
            int to = Math.min(json.length(), from + ARGUMENT_CHARS);
            events.add(new ModelEvent.ToolCallDelta(index, json.substring(from, to)));
        }
        events.add(new ModelEvent.ToolCallEnded(index, json));
    }

    private void finish(ModelRequest request, StopReason reason, int output, int reasoning) {
        long chars = request.system().length();
        chars += request.messages().stream().mapToLong(m -> m.text().length()).sum();
        events.add(
                new ModelEvent.Finished(
                        reason, new Usage(chars / CHARS_PER_TOKEN, 0, output, reasoning)));
    }

    private static List<String> tokens(String text) {
        return text.isBlank()
                ? List.of()
                : TOKEN.matcher(text).results().map(MatchResult::group).toList();
    }
}
