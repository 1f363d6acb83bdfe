package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.model.ModelException;
import dev.parley.tool.Tool;
import java.util.List;

/** One step of the demo model, before it is streamed. */
sealed interface DemoAnswer {

    /** A call to make. */
    record Call(String tool, String argumentsJson) {
        static Call of(Tool tool, JsonNode arguments) {
            return new Call(tool.name(), arguments.toString());
        }
    }

    /** Thoughts, then text, then calls; each may be empty. */
    record Step(String reasoning, String text, List<Call> calls) implements DemoAnswer {

        public Step {
            calls = List.copyOf(calls);
        }
    }

    /** Says {@code text} and then fails; with an empty text it does not even begin. */
    record Failure(String text, ModelException.Kind kind, String message) implements DemoAnswer {

        ModelException toException() {
            return DemoChatModel.failure(kind, message);
        }
    }

    static DemoAnswer text(String text) {
        return new Step("", text, List.of());
    }

    static DemoAnswer calls(String reasoning, String text, Call... calls) {
        return new Step(reasoning, text, List.of(calls));
    }

    /** What is left of it when {@code said} was said before; all of it when it is another text. */
    default DemoAnswer behind(String said) {
        return switch (this) {
            case Step step -> {
                if (said.isEmpty() || !step.text().startsWith(said)) {
                    yield step;
                }
                String rest = step.text().substring(said.length());
                yield new Step("", rest.isEmpty() ? "That was all." : rest, step.calls());
            }
            case Failure failure -> failure;
        };
    }

    /** The same with a line before the text. */
    default DemoAnswer startingWith(String line) {
        return switch (this) {
            case Step step ->
                    new Step(step.reasoning(), (line + "\n\n" + step.text()).strip(), step.calls());
            case Failure failure ->
                    new Failure(line + "\n\n" + failure.text(), failure.kind(), failure.message());
        };
    }
}
