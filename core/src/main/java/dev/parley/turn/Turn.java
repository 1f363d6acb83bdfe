package dev.parley.turn;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import dev.parley.conversation.Message;
import dev.parley.conversation.Part.Notice;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.Toolbox;
import dev.parley.turn.Cancellation.Cancelled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One turn, from the user's input to the end of the answer: straight-line code on one virtual
 * thread. While it runs, it alone writes to its conversation. "One turn, who calls whom" in
 * ARCHITECTURE.md follows {@link #converse}.
 */
final class Turn {

    static final TurnOutcome INTERNAL_ERROR =
            new TurnOutcome.Failed("internal_error", "Something went wrong inside Parley.", null);

    private static final System.Logger LOGGER = System.getLogger(Turn.class.getName());

    private final TurnEnvironment environment;
    private final Principal principal;
    private final TurnWriter writer;
    private final Cancellation cancellation;
    private final Transcript transcript;
    private final List<Approval> approvals;
    private final OpenElicitations elicitations;
    private final TurnMessages messages;

    private final long startedNanos = System.nanoTime();
    private Set<String> begun = Set.of();
    private Usage usage = Usage.NONE;
    private int steps;
    private boolean toolsOutdated;

    private Turn(
            TurnEnvironment environment,
            Principal principal,
            TurnWriter writer,
            Cancellation cancellation,
            Transcript transcript,
            List<Approval> approvals,
            OpenElicitations elicitations) {
        this.environment = environment;
        this.principal = principal;
        this.writer = writer;
        this.cancellation = cancellation;
        this.transcript = transcript;
        this.approvals = approvals;
        this.elicitations = elicitations;
        this.messages = new TurnMessages(transcript, writer);
    }

    /**
     * Runs a new turn to its end, whatever comes; its start is in the journal.
     *
     * @param principal who asked, in the workspace of their request
     * @param transcript ends with the user's message, with open calls that {@code approvals}
     *     answer, or with an answer that is to be continued
     */
    static void run(
            TurnEnvironment environment,
            Principal principal,
            TurnWriter writer,
            Cancellation cancellation,
            Transcript transcript,
            List<Approval> approvals,
            OpenElicitations elicitations) {
        Turn turn =
                new Turn(
                        environment,
                        principal,
                        writer,
                        cancellation,
                        transcript,
                        approvals,
                        elicitations);
        turn.end(turn.outcome());
    }

    /** Brings a turn that was taken over to its end, at once or by going on with it. */
    static void resume(
            TurnEnvironment environment,
            Principal principal,
            TurnWriter writer,
            Cancellation cancellation,
            Transcript transcript,
            Recovery recovery,
            Recovery.Next next,
            OpenElicitations elicitations) {
        Turn turn =
                new Turn(
                        environment,
                        principal,
                        writer,
                        cancellation,
                        transcript,
                        List.of(),
                        elicitations);
        turn.restore(recovery);
        switch (next) {
            case Recovery.Next.GoOn goOn -> turn.end(turn.outcome());
            case Recovery.Next.BreakOff breakOff -> turn.end(breakOff.outcome());
            case Recovery.Next.End end -> turn.finish(end.outcome());
        }
    }

    private void restore(Recovery recovery) {
        begun = recovery.begun();
        usage = recovery.usage();
        steps = recovery.steps();
        // Who asked is gone, and the answer would reach nobody.
        recovery.unanswered()
                .forEach(
                        id ->
                                writer.append(
                                        new TurnEvent.ElicitationAnswered(
                                                id, ElicitationAnswer.Action.CANCEL)));
        messages.restore(recovery);
    }

    private TurnOutcome outcome() {
        try {
            return converse();
        } catch (Cancelled e) {
            return e.outcome();
        } catch (ModelException e) {
            return new TurnOutcome.Failed(
                    e.kind().code(), String.valueOf(e.getMessage()), e.retryAfter().orElse(null));
        } catch (RuntimeException | Error e) {
            // An error as well: followers wait for an end, and this thread is over either way.
            LOGGER.log(ERROR, "a turn failed", e);
            return INTERNAL_ERROR;
        }
    }

    private TurnOutcome converse() {
        Toolbox toolbox = toolbox();
        List<Notice> notices = new ArrayList<>();
        if (!transcript.openCalls().isEmpty()) {
            notices.addAll(answerOpenCalls(toolbox));
        }
        notices.addAll(Notices.missing(toolbox.failures()));
        if (!notices.isEmpty()) {
            messages.saveAnswer(notices, List.of());
        }
        String system = new SystemPrompt(environment).forTurn(principal);
        int stepsMax = environment.limits().stepsMax();
        while (steps < stepsMax) {
            if (toolsOutdated) {
                toolbox = toolbox();
            }
            StopReason reason = step(system, toolbox);
            List<ToolCall> open = transcript.openCalls();
            List<String> asking =
                    open.stream().filter(ToolCall::needsApproval).map(ToolCall::callId).toList();
            if (!asking.isEmpty()) {
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
        AnswerParts parts = messages.beginStep(steps);
        Answer answer = new Answer(environment, toolbox, standing(), parts, writer::append);
        TurnLimits limits = environment.limits();
        List<Message> asked = transcript.forModel();
        ModelRequest request =
                new ModelRequest(
                        system,
                        asked,
                        toolbox.tools(),
                        limits.outputTokensMax(),
                        limits.toolResultCharsMax(),
                        environment.attachments().shown(principal, asked),
                        transcript.model());
        ModelEvent.Finished finished = cancellation.interruptibly(() -> ask(request, answer));
        usage = usage.plus(finished.usage());
        messages.saveAnswer(
                Notices.of(finished.reason(), parts.parts().isEmpty()),
                List.of(new TurnEvent.StepFinished(steps, finished.reason(), finished.usage())));
        answer.refusals().forEach(messages::save);
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

    /**
     * Continues an earlier turn, or one that was taken over: what the user approved, or what may
     * run again, is run, what not is answered. Returns what the user is to be told of it.
     */
    private List<Notice> answerOpenCalls(Toolbox toolbox) {
        List<ToolCall> approved = new ArrayList<>();
        boolean kept = true;
        for (ToolCall call : transcript.openCalls()) {
            Optional<Approval> answer =
                    approvals.stream().filter(it -> it.callId().equals(call.callId())).findFirst();
            Optional<ToolResult> refusal =
                    answer.flatMap(it -> Refusal.of(call, it, toolbox))
                            // Settings may have changed since the call was made.
                            .or(() -> Refusal.of(call, toolbox, environment.policy()));
            if (refusal.isPresent()) {
                messages.save(refusal.get());
            } else {
                approved.add(call);
                kept &= answer.isEmpty() || standing().keep(answer.get(), call, toolbox);
            }
        }
        runAll(approved, toolbox);
        return kept ? List.of() : List.of(Notices.NOT_KEPT);
    }

    private void runAll(List<ToolCall> calls, Toolbox toolbox) {
        StandingCheck check = new StandingCheck(standing(), cancellation, principal);
        List<ToolCall> allowed = new ArrayList<>();
        for (ToolCall call : calls) {
            if (begun.contains(call.callId()) || check.holds(call, toolbox)) {
                allowed.add(call);
            } else {
                messages.save(Refusal.standsNoLonger(call));
                toolsOutdated = true;
            }
        }
        if (!allowed.isEmpty()) {
            new ToolRuns(environment, principal, toolbox, writer, elicitations)
                    .run(allowed, cancellation, messages::save);
        }
    }

    private Toolbox toolbox() {
        toolsOutdated = false;
        return cancellation.interruptibly(() -> Toolbox.open(environment.servers(), principal));
    }

    private StandingApprovals standing() {
        return new StandingApprovals(environment, principal);
    }

    private void end(TurnOutcome outcome) {
        List<Notice> notices = Notices.of(outcome);
        if (!notices.isEmpty()) {
            messages.saveAnswer(notices, List.of());
        }
        finish(outcome);
    }

    /** Leaves no call open that nobody is asked about, and ends. */
    private void finish(TurnOutcome outcome) {
        if (outcome instanceof TurnOutcome.AwaitingApproval awaiting) {
            awaiting.callIds()
                    .forEach(callId -> writer.append(new TurnEvent.ApprovalRequested(callId)));
        } else {
            List<Notice> notices = Notices.of(outcome);
            transcript.openCalls().forEach(call -> messages.save(brokenOff(call, notices)));
        }
        long tookMillis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
        LOGGER.log(
                INFO,
                "turn {0} of conversation {1}: {2} after {3} steps, {4} ms",
                writer.log().turn(),
                transcript.conversation().id(),
                outcome.getClass().getSimpleName(),
                steps,
                Long.toString(tookMillis));
        writer.append(new TurnEvent.Ended(outcome, usage));
    }

    private ToolResult brokenOff(ToolCall call, List<Notice> notices) {
        return begun.contains(call.callId())
                ? Refusal.mayHaveRun(call)
                : Refusal.brokenOff(call, notices.getFirst().text());
    }
}
