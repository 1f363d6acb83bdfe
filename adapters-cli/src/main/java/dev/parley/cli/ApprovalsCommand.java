package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.tool.StandingApproval;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "approvals",
        description = {
            "List the tools you allow always, the newest first.",
            "With a command: be asked about one again."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley approvals --json"})
final class ApprovalsCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final ParleyCommand parley;

    ApprovalsCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() {
        try (ApprovalSession session = open()) {
            List<StandingApproval> approvals = session.approvals().list(session.principal());
            if (json) {
                JsonPrinter.print(spec.commandLine().getOut(), json(approvals));
            } else {
                table(approvals).print(spec.commandLine().getOut());
            }
        }
        return ExitCode.OK;
    }

    @Command(
            name = "revoke",
            description = {
                "Be asked again before a tool runs. Exit code 5 when there is no such approval."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: parley approvals revoke kX2f9w"})
    int revoke(
            @Parameters(paramLabel = "ID", description = "Which approval, as in the list.")
                    String id) {
        try (ApprovalSession session = open()) {
            if (session.approvals().delete(session.principal(), id)) {
                tell(spec.commandLine().getOut(), "You will be asked again.");
                return ExitCode.OK;
            }
        }
        tell(
                spec.commandLine().getErr(),
                "parley: there is no approval " + id + "; parley approvals lists all");
        return ExitCode.NOT_FOUND;
    }

    private ApprovalSession open() {
        return parley.launcher().openApprovals(parley.config());
    }

    private static void tell(PrintWriter to, String line) {
        to.println(Terminals.line(line));
        to.flush();
    }

    private static Columns table(List<StandingApproval> approvals) {
        Columns table = new Columns();
        if (!approvals.isEmpty()) {
            table.row("id", "since", "server", "tool");
        }
        for (StandingApproval it : approvals) {
            String since = it.since().truncatedTo(ChronoUnit.SECONDS).toString();
            table.row(it.id(), since, it.server(), it.tool());
        }
        return table;
    }

    private static ObjectNode json(List<StandingApproval> approvals) {
        ObjectNode json = JsonPrinter.object();
        var array = json.putArray("approvals");
        for (StandingApproval it : approvals) {
            ObjectNode entry = array.addObject().put("id", it.id());
            entry.put("server", it.server()).put("tool", it.tool());
            entry.put("organization", it.workspace().organization());
            entry.put("project", it.workspace().project());
            entry.put("since", it.since().toString());
        }
        return json;
    }
}
