package dev.parley.cli;

import dev.parley.access.AccessStoreException;
import dev.parley.prompt.PromptNotFound;
import dev.parley.prompt.ResourceNotFound;
import dev.parley.tool.StandingApprovalStoreException;
import dev.parley.tool.ToolServerException;
import dev.parley.turn.TurnJournalException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program {@code parley}. Without a command it serves. */
@Command(
        name = "parley",
        description = "A chat agent for MCP servers.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley ask \"What broke since the last release?\""})
public final class ParleyCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            defaultValue = "",
            description = "Settings file (default: parley.conf in this folder, if there is one).")
    private String config = "";

    private final Launcher launcher;

    ParleyCommand(Launcher launcher) {
        this.launcher = launcher;
    }

    /**
     * Runs a command line.
     *
     * @param out takes what was asked for, {@code err} all else
     * @param debug whether an unexpected failure shows its stack trace; without, as with a {@link
     *     StartException}, it is one line
     * @return the exit code
     */
    public static int run(
            Launcher launcher,
            String version,
            PrintWriter out,
            PrintWriter err,
            boolean debug,
            String... arguments) {
        ParleyCommand parley = new ParleyCommand(launcher);
        CommandLine commandLine = new CommandLine(parley);
        commandLine.addSubcommand(new ServeCommand(parley));
        commandLine.addSubcommand(new AskCommand(parley));
        commandLine.addSubcommand(new ServersCommand(parley));
        commandLine.addSubcommand(new ToolsCommand(parley));
        commandLine.addSubcommand(new PromptsCommand(parley));
        commandLine.addSubcommand(new ResourcesCommand(parley));
        commandLine.addSubcommand(new CallCommand(parley));
        commandLine.addSubcommand(new PromptCommand(parley));
        commandLine.addSubcommand(new ReadCommand(parley));
        commandLine.addSubcommand(
                new LoginCommand(parley, Browser.ofSystem(), LoginCommand.PATIENCE_DEFAULT));
        commandLine.addSubcommand(new LogoutCommand(parley));
        commandLine.addSubcommand(new ApprovalsCommand(parley));
        commandLine.addSubcommand(new UsersCommand(parley));
        commandLine.addSubcommand(new VaultCommand(parley));
        commandLine.getCommandSpec().version("parley " + version);
        commandLine.setOut(out);
        commandLine.setErr(err);
        commandLine.setExecutionExceptionHandler(
                (exception, command, parsed) -> {
                    report(exception, err, debug);
                    return ExitCode.of(exception);
                });
        return commandLine.execute(arguments);
    }

    private static void report(Exception exception, PrintWriter err, boolean debug) {
        if (exception instanceof StartException
                || exception instanceof ToolServerException
                || exception instanceof PromptNotFound
                || exception instanceof ResourceNotFound
                || exception instanceof AccessStoreException
                || exception instanceof StandingApprovalStoreException
                || exception instanceof TurnJournalException) {
            err.println("parley: " + Terminals.printable(String.valueOf(exception.getMessage())));
        } else {
            err.println("parley: something went wrong inside Parley: " + exception.getMessage());
        }
        if (debug) {
            exception.printStackTrace(err);
        }
        err.flush();
    }

    @Override
    public Integer call() {
        return serve();
    }

    int serve() {
        return launcher.serve(config);
    }

    ChatSession openChat() {
        return launcher.openChat(config);
    }

    ServerSession openServers() {
        return launcher.openServers(config);
    }

    Launcher launcher() {
        return launcher;
    }

    /** Path of the settings file; empty for the default one. */
    String config() {
        return config;
    }
}
