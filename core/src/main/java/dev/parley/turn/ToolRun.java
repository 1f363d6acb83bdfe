package dev.parley.turn;

import static java.lang.System.Logger.Level.ERROR;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.token.Principal;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolProgress;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.Toolbox;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One tool call on a virtual thread of its own. It always has a result in the end. */
final class ToolRun {

    private static final System.Logger LOGGER = System.getLogger(ToolRun.class.getName());

    /** Reports of progress of one call that are all passed on; later ones only now and then. */
    private static final int PROGRESS_MAX = 1000;

    private static final long PROGRESS_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final ToolCall call;
    private final Toolbox.Entry entry;
    private final Principal principal;
    private final Instant deadline;
    private final Consumer<TurnEvent> log;
    private final long startedNanos = System.nanoTime();
    private volatile boolean abandoned;
    private @Nullable Thread thread;

    ToolRun(
            ToolCall call,
            Toolbox.Entry entry,
            Principal principal,
            Instant deadline,
            Consumer<TurnEvent> log) {
        this.call = call;
        this.entry = entry;
        this.principal = principal;
        this.deadline = deadline;
        this.log = log;
    }

    /** Starts the call; {@code done} is given its result, on the call's own thread. */
    void start(Consumer<ToolResult> done) {
        thread = Thread.ofVirtual().name(call.tool()).start(() -> done.accept(run()));
    }

    /** Asks the call to end; its result follows soon if the server adapter obeys. */
    void stop() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** The result of a call that did not obey {@link #stop} in time. */
    ToolResult abandoned() {
        abandoned = true;
        return result(ToolStatus.UNKNOWN, "The call did not end in time. It may have run.");
    }

    private ToolResult run() {
        try {
            return entry.server().call(principal, entry.tool(), call, new Context());
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

    private final class Context implements ToolCallContext {

        private final AtomicLong reports = new AtomicLong();
        private final AtomicLong lastNanos = new AtomicLong(startedNanos);

        @Override
        public Instant deadline() {
            return deadline;
        }

        @Override
        public void progress(ToolProgress progress) {
            if (!abandoned && isWorthTelling()) {
                log.accept(new TurnEvent.ToolProgressed(call.callId(), progress));
            }
        }

        /** The log keeps every event: a server that never stops telling must not fill it. */
        private boolean isWorthTelling() {
            long now = System.nanoTime();
            long last = lastNanos.get();
            return reports.incrementAndGet() <= PROGRESS_MAX
                    || (now - last >= PROGRESS_PAUSE_NANOS && lastNanos.compareAndSet(last, now));
        }
    }
}
