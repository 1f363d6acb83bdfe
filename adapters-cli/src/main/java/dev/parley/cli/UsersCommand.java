package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.access.Account;
import dev.parley.access.Accounts;
import dev.parley.token.Principal;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "users",
        description = {
            "List who has signed in, the last one first.",
            "With a command: keep somebody out, let them in again, or sign them out."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley users --json"})
final class UsersCommand implements Callable<Integer> {

    /** Users that are listed at most. */
    static final int USERS_MAX = 10_000;

    private static final String ISSUER = "Where they sign in, as in the list.";
    private static final String SUBJECT = "Who they are there, as in the list.";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final ParleyCommand parley;

    UsersCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() {
        List<Account> found;
        try (UserSession session = open()) {
            found = session.accounts().list(USERS_MAX + 1);
        }
        List<Account> shown = found.subList(0, Math.min(found.size(), USERS_MAX));
        if (json) {
            JsonPrinter.print(spec.commandLine().getOut(), json(shown));
        } else {
            table(shown).print(spec.commandLine().getOut());
        }
        if (found.size() > shown.size()) {
            tell("! these are the " + USERS_MAX + " who signed in last; there are more");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "disable",
            description = {
                "Keep a user out until they are enabled again.",
                "Their sessions end, their API keys are refused, and their running turns stop,",
                "on every replica and within seconds. Exit code 5 when there is no such user."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: parley users disable https://id.example.com 00u1x2"})
    int disable(
            @Parameters(paramLabel = "ISSUER", description = ISSUER) String issuer,
            @Parameters(paramLabel = "SUBJECT", description = SUBJECT) String subject) {
        return change(
                user(issuer, subject),
                (accounts, user) ->
                        accounts.disable(user)
                                .map(
                                        it ->
                                                "Disabled "
                                                        + user.key()
                                                        + ": "
                                                        + count(it.sessions(), "session")
                                                        + " ended, "
                                                        + count(it.turns(), "running turn")
                                                        + " stopped."));
    }

    @Command(
            name = "enable",
            description = {
                "Let a disabled user sign in again, and their API keys be used.",
                "Exit code 5 when there is no such user."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: parley users enable https://id.example.com 00u1x2"})
    int enable(
            @Parameters(paramLabel = "ISSUER", description = ISSUER) String issuer,
            @Parameters(paramLabel = "SUBJECT", description = SUBJECT) String subject) {
        return change(
                user(issuer, subject),
                (accounts, user) ->
                        accounts.enable(user)
                                ? Optional.of("Enabled " + user.key() + ".")
                                : Optional.empty());
    }

    @Command(
            name = "sign-out",
            description = {
                "End all sessions of a user, who may sign in again. API keys and running turns stay.",
                "Exit code 5 when there is no such user."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: parley users sign-out https://id.example.com 00u1x2"})
    int signOut(
            @Parameters(paramLabel = "ISSUER", description = ISSUER) String issuer,
            @Parameters(paramLabel = "SUBJECT", description = SUBJECT) String subject) {
        return change(
                user(issuer, subject),
                (accounts, user) ->
                        accounts.signOut(user)
                                .map(
                                        it ->
                                                "Signed out "
                                                        + user.key()
                                                        + ": "
                                                        + count(it, "session")
                                                        + " ended."));
    }

    /** Makes a change, and says what was done; there is nothing to say of a user there is not. */
    private int change(Principal user, BiFunction<Accounts, Principal, Optional<String>> change) {
        Optional<String> done;
        try (UserSession session = open()) {
            done = change.apply(session.accounts(), user);
        }
        if (done.isEmpty()) {
            tell("parley: there is no user " + user.key() + "; parley users lists all");
            return ExitCode.NOT_FOUND;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Terminals.line(done.orElseThrow()));
        out.flush();
        return ExitCode.OK;
    }

    private UserSession open() {
        return parley.launcher().openUsers(parley.config());
    }

    private Principal user(String issuer, String subject) {
        try {
            return new Principal(issuer, subject, "");
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), Terminals.line(String.valueOf(e.getMessage())), e);
        }
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(Terminals.line(line));
        err.flush();
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static Columns table(List<Account> accounts) {
        Columns table = new Columns();
        table.row("issuer", "subject", "name", "last sign-in", "state", "organizations");
        for (Account it : accounts) {
            table.row(
                    it.principal().issuer(),
                    it.principal().subject(),
                    it.principal().displayName(),
                    it.signedInAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    it.disabled() ? "disabled" : "",
                    String.join(", ", new TreeSet<>(it.organizations())));
        }
        return table;
    }

    private static ObjectNode json(List<Account> accounts) {
        ObjectNode json = JsonPrinter.object();
        ArrayNode users = json.putArray("users");
        for (Account it : accounts) {
            ObjectNode user =
                    users.addObject()
                            .put("issuer", it.principal().issuer())
                            .put("subject", it.principal().subject())
                            .put("name", it.principal().displayName())
                            .put("signedInAt", it.signedInAt().toString());
            ArrayNode organizations = user.putArray("organizations");
            new TreeSet<>(it.organizations()).forEach(organizations::add);
            user.put("disabled", it.disabled());
        }
        return json;
    }
}
