package dev.parley.cli;

import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.PendingAuthorization;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "login",
        description = {
            "Sign in at a server of mcp.json, in the browser.",
            "Exit code 3 when nobody did, 4 when the server cannot be reached."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley login sentry"})
final class LoginCommand implements Callable<Integer> {

    static final Duration PATIENCE_DEFAULT = PendingAuthorization.LIFE_MAX;

    @Parameters(arity = "1", paramLabel = "SERVER", description = "The server's name.")
    private String server = "";

    @Option(
            names = "--no-browser",
            description = "Only print the address; open it in a browser on this machine.")
    private boolean noBrowser;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final ParleyCommand parley;
    private final Browser browser;
    private final Duration patience;

    /** A command that waits for {@code patience} for the browser to come back. */
    LoginCommand(ParleyCommand parley, Browser browser, Duration patience) {
        this.parley = parley;
        this.browser = browser;
        this.patience = patience;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerSession session = parley.openServers();
                LoopbackRedirect redirect = listen()) {
            return signIn(session, redirect);
        } catch (AuthorizationFailed e) {
            tell(e.getMessage());
            return ExitCode.of(e.reason());
        }
    }

    private static LoopbackRedirect listen() {
        try {
            return LoopbackRedirect.open();
        } catch (IOException e) {
            throw new StartException("cannot listen on 127.0.0.1 for the browser to come back", e);
        }
    }

    private int signIn(ServerSession session, LoopbackRedirect redirect)
            throws InterruptedException {
        AuthorizationStart start =
                session.authorizer().begin(session.principal(), server, redirect.uri());
        Optional<SignInUrl> address = SignInUrl.of(start.url());
        if (address.isEmpty()) {
            tell(
                    "the address "
                            + server
                            + " wants a browser to go to is not one that Parley opens");
            return ExitCode.FAILED;
        }
        show(address.get());
        Optional<LoopbackRedirect.Visit> visit = redirect.await(start.state(), patience);
        if (visit.isEmpty()) {
            tell("the browser has not come back; run it again to sign in");
            return ExitCode.SIGN_IN_REQUIRED;
        }
        return complete(session, visit.get());
    }

    private void show(SignInUrl address) {
        boolean opened = !noBrowser && browser.open(address);
        PrintWriter err = spec.commandLine().getErr();
        err.println(
                opened
                        ? "Sign in in the browser. If none has opened, open this address:"
                        : "To sign in, open this address in a browser on this machine:");
        err.println(address.url());
        err.flush();
    }

    private int complete(ServerSession session, LoopbackRedirect.Visit visit)
            throws InterruptedException {
        try {
            session.authorizer().complete(session.principal(), visit.answer());
        } catch (AuthorizationFailed e) {
            visit.show(e.getMessage() + " Go back to the terminal.");
            throw e;
        }
        visit.show("You are signed in at " + server + ". Go back to the terminal.");
        PrintWriter out = spec.commandLine().getOut();
        out.println("Signed in at " + Terminals.printable(server) + ".");
        out.flush();
        return ExitCode.OK;
    }

    private void tell(@Nullable String reason) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("parley login: " + Terminals.printable(String.valueOf(reason)));
        err.flush();
    }
}
