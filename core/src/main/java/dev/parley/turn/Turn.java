package dev.parley.turn;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import dev.parley.tool.Toolbox;
import dev.parley.turn.Cancellation.Cancelled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One turn, from the user's input to the end of the answer: straight-line code on one virtual
 * thread. While it runs, it alone writes to its conversation. "One turn, who calls whom" in
 * ARCHITECTURE.md follows {@link #converse}.
 */
final class Turn {

    private static final System.Logger LOGGER = System.getLogger(Turn.class.getName());

    private final TurnEnvironment environment;
    private final TurnLog log;
    private final Cancellation cancellation;
    private final Transcript transcript;
    private final List<Approval> approvals;

    private final long startedNanos = System.nanoTime();
    private @Nullable Answer answer;
    private Usage usage = Usage.NONE;
    private int steps;
    private int blocks;

    /**
     * A turn on {@code conversation}, which ends with the user's message, or with open calls that
     * {@code approvals} answer.
     */
    Turn(
            TurnEnvironment environment,
            Conversation conversation,
            List<Approval> approvals,
            TurnLog log,
            Cancellation cancellation) {
        this.environment = environment;
        this.approvals = approvals;
        this.log = log;
        this.cancellation = cancellation;
        this.transcript = new Transcript(environment, conversation);
    }

    /**
     * Runs the turn to its end, whatever comes.
     *
     * @return the last event, for the caller to log once the conversation is free again
     */
    TurnEvent.Ended run() {
        log.append(
                new TurnEvent.Started(
                        log.turn(), transcript.conversation().id(), transcript.answerId()));
        TurnOutcome outcome;
        try {
            outcome = converse();
        } catch (Cancelled e) {
            outcome = e.outcome();
        } catch (ModelException e) {
            outcome =
                    new TurnOutcome.Failed(
                            e.kind().code(),
                            String.valueOf(e.getMessage()),
                            e.retryAfter().orElse(null));
        } catch (RuntimeException | Error e) {
            // An error as well: followers wait for an end, and this thread is over either way.
            outcome = unexpected(e);
        }
        return end(outcome);
    }

    private TurnOutcome converse() {
        Principal principal = transcript.conversation().owner();
        Toolbox toolbox =
                cancellation.interruptibly(() -> Toolbox.open(environment.servers(), principal));
        if (!approvals.isEmpty()) {
            answerOpenCalls(toolbox);
        }
        if (!toolbox.failures().isEmpty()) {
            save(Notices.missing(toolbox.failures()));
        }
        String system = new SystemPrompt(environment).forTurn(principal);
        int stepsMax = environment.limits().stepsMax();
        while (steps < stepsMax) {
            StopReason reason = step(system, toolbox);
            List<ToolCall> open = transcript.openCalls();
            List<String> asking =
                    open.stream().filter(ToolCall::needsApproval).map(ToolCall::callId).toList();
            if (!asking.isEmpty()) {
                asking.forEach(id -> log.append(new TurnEvent.ApprovalRequested(id)));
                return new TurnOutcome.AwaitingApproval(asking);
            }
            if (open.isEmpty() && !transcript.endsWithResults()) {
                return new TurnOutcome.Completed(reason);
            }
            runAll(open, toolbox);
        }
        return new TurnOutcome.Interrupted(
                "step_limit", "Stopped after " + stepsMax + " steps, the limit of one turn.");
    }

    /** One model call, from the request to the saved answer with the calls refused at once. */
    private StopReason step(String system, Toolbox toolbox) {
        steps++;
        log.append(new TurnEvent.StepStarted(steps));
        Answer answer = new Answer(environment, toolbox, blocks, log::append);
        this.answer = answer;
        TurnLimits limits = environment.limits();
        ModelRequest request =
                new ModelRequest(
                        system,
                        transcript.messages(),
                        toolbox.tools(),
                        limits.outputTokensMax(),
                        limits.toolResultCharsMax());
        ModelEvent.Finished finished = cancellation.interruptibly(() -> ask(request, answer));
        usage = usage.plus(finished.usage());
        blocks = answer.nextBlock();
        saveAnswer(Notices.of(finished.reason(), answer.parts().isEmpty()));
        log.append(new TurnEvent.StepFinished(steps, finished.reason(), finished.usage()));
        answer.refusals().forEach(this::save);
        return finished.reason();
    }

    private ModelEvent.Finished ask(ModelRequest request, Answer answer) {
        try (ModelStream stream = environment.model().open(request)) {
            while (true) {
                ModelEvent event = stream.next();
                answer.accept(event);
                if (event instanceof ModelEvent.Finished finished) {
                    return finished;
                }
            }
        }
    }

    /** Continues an earlier turn: what the user approved is run, what not is answered. */
    private void answerOpenCalls(Toolbox toolbox) {
        List<ToolCall> approved = new ArrayList<>();
        approvals.forEach(it -> log.append(new TurnEvent.ApprovalAnswered(it)));
        for (ToolCall call : transcript.openCalls()) {
            Optional<ToolResult> refusal =
                    approvals.stream()
                            .filter(it -> it.callId().equals(call.callId()) && !it.approved())
                            .findFirst()
                            .map(it -> Refusal.denied(call, it))
                            // Tools and settings may have changed since the call was made.
                            .or(() -> Refusal.of(call, toolbox, environment.policy()));
            refusal.ifPresentOrElse(this::save, () -> approved.add(call));
        }
        runAll(approved, toolbox);
    }

    private void runAll(List<ToolCall> calls, Toolbox toolbox) {
        if (!calls.isEmpty()) {
            Principal principal = transcript.conversation().owner();
            new ToolRuns(environment, principal, toolbox, log::append)
                    .run(calls, cancellation, this::save);
        }
    }

    private void save(ToolResult result) {
        transcript.append(Role.TOOL, List.of(result));
        log.append(new TurnEvent.ToolFinished(result));
    }

    /** Saves what the step's answer holds so far, with our notices behind it. */
    private void saveAnswer(List<Part.Notice> notices) {
        List<Part> parts = new ArrayList<>();
        if (answer != null) {
            answer.endBlock();
            parts.addAll(answer.parts());
            answer = null;
        }
        parts.addAll(notices);
        save(parts);
    }

    /** Saves what the assistant says, and then shows what of it the stream has not shown yet. */
    private void save(List<? extends Part> parts) {
        transcript.append(Role.ASSISTANT, parts);
        for (Part part : parts) {
            if (part instanceof Part.Notice notice) {
                log.append(new TurnEvent.Noticed(notice.code(), notice.text()));
            }
        }
    }

    private static TurnOutcome unexpected(Throwable e) {
        LOGGER.log(ERROR, "a turn failed", e);
        return e instanceof ConversationStoreException
                ? new TurnOutcome.Failed(
                        "storage_unavailable", "The answer could not be saved.", null)
                : new TurnOutcome.Failed(
                        "internal_error", "Something went wrong inside Parley.", null);
    }

    private TurnEvent.Ended end(TurnOutcome outcome) {
        TurnOutcome ending = outcome;
        try {
            List<Part.Notice> notices = Notices.of(outcome);
            if (!notices.isEmpty()) {
                breakOff(notices);
            }
        } catch (Cancelled e) {
            ending = e.outcome();
        } catch (RuntimeException | Error e) {
            ending = unexpected(e);
        }
        long tookMillis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
        LOGGER.log(
                INFO,
                "turn {0} of conversation {1}: {2} after {3} steps, {4} ms",
                log.turn(),
                transcript.conversation().id(),
                ending.getClass().getSimpleName(),
                steps,
                Long.toString(tookMillis));
        return new TurnEvent.Ended(ending, usage);
    }

    /** Keeps what was said so far, with the reason why it ends, and leaves no call open. */
    private void breakOff(List<Part.Notice> notices) {
        saveAnswer(notices);
        String reason = notices.getFirst().text();
        transcript.openCalls().forEach(call -> save(Refusal.brokenOff(call, reason)));
    }
}
