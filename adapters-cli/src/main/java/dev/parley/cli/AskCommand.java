package dev.parley.cli;

import dev.parley.conversation.AttachmentRefused;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.tool.Approval;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.Toolbox;
import dev.parley.turn.ElicitationOver;
import dev.parley.turn.RandomIds;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnFollower;
import dev.parley.turn.TurnLog;
import dev.parley.turn.TurnOutcome;
import dev.parley.turn.UnknownModel;
import dev.parley.turn.UserInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "ask",
        description = "Ask once: the answer on standard output, all else on standard error.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley ask --approve read \"Which issues are new today?\""})
final class AskCommand implements Callable<Integer> {

    /** Which tool calls that wait for approval are approved. */
    enum Approve {
        none,
        read,
        all
    }

    /** A follower only wakes to look whether the turn has ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @Parameters(arity = "1", paramLabel = "TEXT", description = "What to ask.")
    private String text = "";

    @Option(
            names = "--approve",
            defaultValue = "none",
            description = "Tool calls to approve: ${COMPLETION-CANDIDATES} (default: none).")
    private Approve approve = Approve.none;

    @Option(
            names = "--file",
            paramLabel = "PATH",
            description = "A picture or a text file to go with it; may be given several times.")
    private List<Path> files = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Who answers: one of the models in the settings (default: the first).")
    private String model = "";

    @Option(names = "--json", description = "Print one JSON object: outcome, answer, tool calls.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final ParleyCommand parley;

    AskCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (text.isBlank()) {
            spec.commandLine().getErr().println("parley ask: the question is empty");
            return ExitCode.USAGE;
        }
        try (ChatSession session = parley.openChat()) {
            ConversationId id = new ConversationId(new RandomIds().get());
            AskOutput output =
                    json
                            ? new JsonOutput(spec.commandLine().getOut())
                            : new TextOutput(
                                    spec.commandLine().getOut(), spec.commandLine().getErr());
            TurnOutcome outcome =
                    follow(
                            session.chat()
                                    .answeredBy(model)
                                    .send(session.principal(), id, input(session)),
                            session,
                            output);
            while (outcome instanceof TurnOutcome.AwaitingApproval awaiting) {
                List<Approval> approvals = approvals(session, awaiting.callIds(), output.calls());
                outcome =
                        follow(
                                session.chat().decide(session.principal(), id, approvals, ""),
                                session,
                                output);
            }
            output.end(outcome);
            return ExitCode.of(outcome);
        } catch (AttachmentRefused | UnknownModel e) {
            spec.commandLine()
                    .getErr()
                    .println(Terminals.printable("parley ask: " + e.getMessage()));
            return ExitCode.USAGE;
        }
    }

    private UserInput input(ChatSession session) {
        return new UserInput.Text(
                "",
                text,
                FilesToAttach.add(session.chat().attachments(), session.principal(), files));
    }

    private TurnOutcome follow(TurnLog log, ChatSession session, AskOutput output)
            throws InterruptedException {
        try (TurnFollower follower = log.follow(0)) {
            while (!follower.atEnd()) {
                for (TurnEvent event : follower.take(PATIENCE)) {
                    output.accept(event);
                    if (event instanceof TurnEvent.ElicitationRequested asked) {
                        decline(asked, session);
                    }
                }
            }
        }
        return log.ended() ? output.outcome() : TurnOutcome.LOST;
    }

    /** Nobody sits here to fill in a form, and the call must not wait for one. */
    private void decline(TurnEvent.ElicitationRequested asked, ChatSession session) {
        PrintWriter err = spec.commandLine().getErr();
        String question =
                asked.elicitation().server()
                        + " asks: "
                        + asked.elicitation().message().replaceAll("\\s+", " ");
        err.println(Terminals.printable("? " + question + " [declined: not interactive]"));
        err.flush();
        try {
            session.chat().answer(session.principal(), asked.id(), ElicitationAnswer.DECLINED);
        } catch (ElicitationOver e) {
            // The call did not wait for the answer.
        }
    }

    private List<Approval> approvals(
            ChatSession session, List<String> callIds, List<ToolCall> calls)
            throws InterruptedException {
        Toolbox toolbox = Toolbox.open(session.servers(), session.principal());
        return calls.stream()
                .filter(call -> callIds.contains(call.callId()))
                .map(
                        call ->
                                new Approval(
                                        call.callId(),
                                        approves(call, toolbox),
                                        "The command line approves " + approve + " calls."))
                .toList();
    }

    private boolean approves(ToolCall call, Toolbox toolbox) {
        return switch (approve) {
            case none -> false;
            case all -> true;
            case read ->
                    toolbox.find(call.tool())
                            .map(entry -> entry.tool().annotations().readOnly())
                            .orElse(false);
        };
    }
}
