package dev.parley.cli;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows one question's turns in the terminal. Used by one thread. */
abstract class AskOutput {

    private final List<ToolCall> calls = new ArrayList<>();
    private @Nullable TurnOutcome outcome;

    /** Takes the next event. */
    final void accept(TurnEvent event) {
        if (event instanceof TurnEvent.ToolInputEnded input) {
            calls.add(input.call());
        }
        if (event instanceof TurnEvent.Ended ended) {
            outcome = ended.outcome();
        }
        show(event);
    }

    /** The calls the model has made so far. */
    final List<ToolCall> calls() {
        return calls;
    }

    /** How the last turn ended. */
    final TurnOutcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("the turn has not ended");
        }
        return outcome;
    }

    abstract void show(TurnEvent event);

    /** Shows how it all ended. */
    abstract void end(TurnOutcome outcome);
}
