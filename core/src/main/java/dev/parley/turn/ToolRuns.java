package dev.parley.turn;

import dev.parley.conversation.Part.Notice;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.token.Principal;
import dev.parley.tool.Toolbox;
import dev.parley.turn.Cancellation.Cancelled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one step, side by side. Every call is given a result, whatever happens: a call
 * that outlives its time, or the turn, is told to stop and left alone if it does not obey.
 */
final class ToolRuns {

    /** A server adapter keeps to the deadline itself; this much later we do it for it. */
    private static final Duration OVERTIME_MAX = Duration.ofSeconds(2);

    /** How long calls that are told to stop may take to say what became of them. */
    private static final Duration STOPPING_MAX = Duration.ofSeconds(2);

    private final TurnEnvironment environment;
    private final Principal principal;
    private final Toolbox toolbox;
    private final TurnWriter writer;
    private final OpenElicitations elicitations;

    private final Map<String, ToolRun> running = new LinkedHashMap<>();
    private final BlockingQueue<ToolResult> results = new LinkedBlockingQueue<>();

    /** Takes what became of a call. */
    @FunctionalInterface
    interface Saving {
        void save(ToolResult result, List<Notice> notices);
    }

    ToolRuns(
            TurnEnvironment environment,
            Principal principal,
            Toolbox toolbox,
            TurnWriter writer,
            OpenElicitations elicitations) {
        this.environment = environment;
        this.principal = principal;
        this.toolbox = toolbox;
        this.writer = writer;
        this.elicitations = elicitations;
    }

    /**
     * Runs the calls, whose tools are all in the toolbox, and returns when each has its result.
     * That they are about to run is durable before the first one does.
     *
     * @param save takes each result as it comes, on the calling thread
     * @throws Cancelled when the turn was cancelled meanwhile; each call that has begun has its
     *     result then too
     */
    void run(List<ToolCall> calls, Cancellation cancellation, Saving save) {
        for (ToolCall call : calls) {
            boolean repeatable = environment.policy().repeatable(entry(call).tool());
            writer.append(new TurnEvent.ToolStarted(call.callId(), repeatable));
        }
        if (!cancellation.interruptibly(writer::awaitSaved)) {
            throw new Cancelled(TurnOutcome.LOST);
        }
        Duration timeMax = environment.limits().toolTimeMax();
        Instant deadline = environment.clock().instant().plus(timeMax);
        for (ToolCall call : calls) {
            CallContext context =
                    new CallContext(call.callId(), environment, deadline, writer, elicitations);
            ToolRun run = new ToolRun(call, entry(call), principal, context);
            running.put(call.callId(), run);
            run.start(results::add);
        }
        long end = System.nanoTime() + timeMax.plus(OVERTIME_MAX).toNanos();
        try {
            boolean inTime = true;
            while (!running.isEmpty() && inTime) {
                // Only the wait may be interrupted: a result that has come must not be lost.
                List<ToolResult> came = new ArrayList<>();
                try {
                    inTime = cancellation.interruptibly(() -> await(came, end));
                } finally {
                    came.forEach(result -> settle(result, save));
                }
            }
        } finally {
            stop(save);
        }
    }

    private Toolbox.Entry entry(ToolCall call) {
        return toolbox.find(call.tool()).orElseThrow();
    }

    private void settle(ToolResult result, Saving save) {
        List<Notice> notices =
                Optional.ofNullable(running.remove(result.callId()))
                        .map(ToolRun::notices)
                        .orElse(List.of());
        save.save(result, notices);
    }

    private void stop(Saving save) {
        running.values().forEach(ToolRun::stop);
        running.values().forEach(ToolRun::endQuestions);
        long end = System.nanoTime() + STOPPING_MAX.toNanos();
        while (!running.isEmpty()) {
            List<ToolResult> came = new ArrayList<>();
            boolean inTime = awaitUninterruptibly(came, end);
            came.forEach(result -> settle(result, save));
            if (!inTime) {
                List.copyOf(running.values()).forEach(run -> settle(run.abandoned(), save));
            }
        }
    }

    /**
     * Waits for the next result; false when none came before {@code end}. One at a time: if it
     * cannot be saved, the others are still there to be tried.
     */
    private boolean await(List<ToolResult> came, long end) throws InterruptedException {
        @Nullable ToolResult first = results.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (first == null) {
            return false;
        }
        came.add(first);
        return true;
    }

    private boolean awaitUninterruptibly(List<ToolResult> came, long end) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return await(came, end);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
