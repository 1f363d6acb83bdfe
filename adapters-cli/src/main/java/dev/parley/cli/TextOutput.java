package dev.parley.cli;

import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnOutcome;
import java.io.PrintWriter;

/** The answer as it comes on standard output; tool calls and notices on standard error. */
final class TextOutput extends AskOutput {

    private final PrintWriter out;
    private final PrintWriter err;
    private boolean said;
    private String lastNotice = "";

    TextOutput(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    void show(TurnEvent event) {
        if (event instanceof TurnEvent.TextStarted && said) {
            out.println();
        } else if (event instanceof TurnEvent.TextEnded) {
            // A whole line, so that what standard error says next does not hang on to it.
            out.println();
            out.flush();
        } else if (event instanceof TurnEvent.TextDelta delta) {
            said = true;
            out.print(Terminals.printable(delta.text()));
            out.flush();
        } else if (event instanceof TurnEvent.ToolInputEnded input) {
            tell("→ " + input.call().tool() + " " + input.call().argumentsJson());
        } else if (event instanceof TurnEvent.ToolFinished finished) {
            tell(
                    "← "
                            + finished.result().tool()
                            + ": "
                            + Terminals.name(finished.result().status())
                            + " ("
                            + finished.result().took().toMillis()
                            + " ms)");
        } else if (event instanceof TurnEvent.Noticed noticed) {
            notice(noticed.code(), noticed.text());
        }
    }

    @Override
    void end(TurnOutcome outcome) {
        out.flush();
        if (outcome instanceof TurnOutcome.Failed failed) {
            reason(failed.code(), failed.text());
        } else if (outcome instanceof TurnOutcome.Interrupted interrupted) {
            reason(interrupted.code(), interrupted.text());
        }
    }

    /** An end that could not be saved, or was not seen, comes without a notice. */
    private void reason(String code, String text) {
        if (!code.equals(lastNotice)) {
            notice(code, text);
        }
    }

    private void notice(String code, String text) {
        lastNotice = code;
        tell("! " + text + " [" + code + "]");
    }

    private void tell(String line) {
        err.println(Terminals.printable(line));
        err.flush();
    }
}
