package dev.parley.cli;

import dev.parley.token.AuthorizationFailed;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "logout",
        description =
                "End what parley login began: forget the server's tokens, and have them revoked.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley logout sentry"})
final class LogoutCommand implements Callable<Integer> {

    @Parameters(arity = "1", paramLabel = "SERVER", description = "The server's name.")
    private String server = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    private final ParleyCommand parley;

    LogoutCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() {
        try (ServerSession session = parley.openServers()) {
            boolean told = session.authorizer().revoke(session.principal(), server);
            PrintWriter out = spec.commandLine().getOut();
            out.println("Signed out of " + Terminals.printable(server) + ".");
            out.flush();
            if (!told) {
                tell(
                        "its authorization server could not be told; the tokens, which are gone"
                                + " here, are valid there until they expire");
            }
            return ExitCode.OK;
        } catch (AuthorizationFailed e) {
            tell(String.valueOf(e.getMessage()));
            return ExitCode.of(e.reason());
        }
    }

    private void tell(String reason) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("parley logout: " + Terminals.printable(reason));
        err.flush();
    }
}
