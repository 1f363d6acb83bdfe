package dev.parley.cli;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.ToolProgress;
import dev.parley.tool.ToolServer;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "call",
        description = {
            "Run one tool of a server, without a model and without asking again.",
            "Exit code 1 when the tool says it failed."
        },
        mixinStandardHelpOptions = true,
        customSynopsis = {
            "parley call [--json] SERVER TOOL [JSON]",
            "parley call [--json] SERVER__TOOL [JSON]"
        },
        footer = {"", "Example: parley call demo search_issues '{\"project\": \"checkout-api\"}'"})
final class CallCommand implements Callable<Integer> {

    private static final Duration TIME_MAX = Duration.ofMinutes(5);
    private static final String CALL_ID = "call";

    /** What the user wants: a tool and what to give it. */
    private record Wanted(ToolServer server, String tool, String argumentsJson) {}

    @Parameters(
            arity = "1..3",
            paramLabel = "SERVER TOOL JSON",
            description = "The tool, and a JSON object with its arguments.")
    private List<String> words = List.of();

    @Option(names = "--json", description = "Print one JSON object: content, structuredContent.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final ParleyCommand parley;
    private final InstantSource clock = InstantSource.system();

    CallCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() {
        try (ServerSession session = parley.openServers()) {
            Wanted wanted = wanted(session);
            checkArguments(wanted.argumentsJson());
            Optional<Tool> tool =
                    wanted.server().tools(session.principal()).stream()
                            .filter(it -> isNamed(it, wanted.tool()))
                            .findFirst();
            if (tool.isEmpty()) {
                tell("parley: " + wanted.server().name() + " has no tool " + wanted.tool());
                return ExitCode.NOT_FOUND;
            }
            if (session.policy().decide(tool.get()) == ToolPolicy.Decision.DENY) {
                tell("parley: the settings do not allow " + tool.get().name());
                return ExitCode.FAILED;
            }
            return run(session, wanted, tool.get());
        }
    }

    private Integer run(ServerSession session, Wanted wanted, Tool tool) {
        ToolCall call = new ToolCall(CALL_ID, tool.name(), wanted.argumentsJson(), false);
        ToolResult result =
                wanted.server().call(session.principal(), tool, call, new TerminalContext());
        CallOutput.print(spec.commandLine().getOut(), result, json);
        return result.status() == ToolStatus.OK ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Two words may be SERVER TOOL, or SERVER__TOOL JSON. */
    private Wanted wanted(ServerSession session) {
        String first = words.getFirst();
        Optional<? extends ToolServer> server =
                session.tools().stream().filter(it -> it.name().equals(first)).findFirst();
        if (server.isPresent() && words.size() > 1) {
            return new Wanted(server.get(), words.get(1), words.size() == 3 ? words.get(2) : "{}");
        }
        Optional<? extends ToolServer> owner =
                session.tools().stream()
                        .filter(it -> first.startsWith(it.name() + "__"))
                        .findFirst();
        if (owner.isPresent() && words.size() < 3) {
            return new Wanted(owner.get(), first, words.size() == 2 ? words.get(1) : "{}");
        }
        if (server.isPresent()) {
            throw new ParameterException(spec.commandLine(), "name a tool of " + first);
        }
        throw ListOptions.noSuchServer(
                spec, first, session.tools().stream().<String>map(ToolServer::name).toList());
    }

    private static boolean isNamed(Tool tool, String name) {
        return tool.remoteName().equals(name) || tool.name().equals(name);
    }

    private void checkArguments(String argumentsJson) {
        try {
            if (JsonPrinter.value(argumentsJson).isObject()) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    Terminals.line("the arguments must be a JSON object, and " + e.getMessage()),
                    e);
        }
        throw new ParameterException(spec.commandLine(), "the arguments must be a JSON object");
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(Terminals.line(line));
        err.flush();
    }

    /** Tells how far the call is on standard error. */
    private final class TerminalContext implements ToolCallContext {

        private final Instant deadline = clock.instant().plus(TIME_MAX);

        @Override
        public Instant deadline() {
            return deadline;
        }

        @Override
        public void progress(ToolProgress progress) {
            String of = progress.total() > 0 ? " of " + progress.total() : "";
            tell("… " + progress.progress() + of + " " + progress.message());
        }
    }
}
