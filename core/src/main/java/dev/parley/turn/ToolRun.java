package dev.parley.turn;

import static java.lang.System.Logger.Level.ERROR;

import dev.parley.conversation.Part.Notice;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.token.Principal;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.Toolbox;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One tool call on a virtual thread of its own. It always has a result in the end. */
final class ToolRun {

    private static final System.Logger LOGGER = System.getLogger(ToolRun.class.getName());

    private final ToolCall call;
    private final Toolbox.Entry entry;
    private final Principal principal;
    private final CallContext context;
    private final long startedNanos = System.nanoTime();
    private @Nullable Thread thread;

    ToolRun(ToolCall call, Toolbox.Entry entry, Principal principal, CallContext context) {
        this.call = call;
        this.entry = entry;
        this.principal = principal;
        this.context = context;
    }

    /** Starts the call; {@code done} is given its result, on the call's own thread. */
    void start(Consumer<ToolResult> done) {
        thread =
                Thread.ofVirtual()
                        .name(call.tool())
                        .start(
                                () -> {
                                    ToolResult result = run();
                                    context.close();
                                    done.accept(result);
                                });
    }

    /** What the user is to be told of the call besides its result. */
    List<Notice> notices() {
        return context.notices();
    }

    /** Asks the call to end; its result follows soon if the server adapter obeys. */
    void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Cancels what the call has asked and waits for. */
    void endQuestions() {
        context.close();
    }

    /** The result of a call that did not obey {@link #stop} in time. */
    ToolResult abandoned() {
        return result(ToolStatus.UNKNOWN, "The call did not end in time. It may have run.");
    }

    private ToolResult run() {
        try {
            return entry.server().call(principal, entry.tool(), call, context);
        } catch (ToolServerException e) {
            return e.mayHaveRun()
                    ? result(ToolStatus.UNKNOWN, e.getMessage() + " The call may have run.")
                    : result(ToolStatus.FAILED, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOGGER.log(ERROR, "tool " + call.tool() + " failed unexpectedly", e);
            return result(ToolStatus.UNKNOWN, "The call failed inside Parley. It may have run.");
        }
    }

    private ToolResult result(ToolStatus status, String sentence) {
        Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
        return ToolResult.of(call, status, sentence, took);
    }
}
