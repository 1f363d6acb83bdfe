package dev.parley.cli;

import dev.parley.token.VaultStatus;
import dev.parley.token.VaultStatus.Use;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "vault",
        description = "The stored secrets and the keys they are sealed under.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley vault status"})
final class VaultCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    private final ParleyCommand parley;

    VaultCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say what: status or rotate");
    }

    @Command(
            name = "status",
            description = {
                "Count the stored values by the key they are sealed under.",
                "Exit code 1 when a key they need is missing."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: parley vault status"})
    int status() {
        VaultReport report = parley.launcher().vaultStatus(parley.config());
        PrintWriter out = spec.commandLine().getOut();
        print(report.status(), out);
        advise(report, out);
        out.flush();
        return missing(report.status()) ? ExitCode.FAILED : ExitCode.OK;
    }

    @Command(
            name = "rotate",
            description = {
                "Bring all stored values under the primary key, which is the first one.",
                "With a key file, that is a fresh key, put there first.",
                "Exit code 1 when something is left under another key."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: parley vault rotate"})
    int rotate() {
        VaultReport report = parley.launcher().rotateVault(parley.config());
        PrintWriter out = spec.commandLine().getOut();
        print(report.status(), out);
        advise(report, out);
        out.flush();
        return report.status().settled() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void print(VaultStatus status, PrintWriter out) {
        int width = 3;
        for (VaultStatus.Key key : status.keys()) {
            width = Math.max(width, Terminals.printable(key.id()).length());
        }
        String format = "%-" + width + "s  %-8s  %s%n";
        out.printf(Locale.ROOT, format, "key", "use", "values");
        for (VaultStatus.Key key : status.keys()) {
            out.printf(
                    Locale.ROOT,
                    format,
                    Terminals.printable(key.id()),
                    key.use().name().toLowerCase(Locale.ROOT),
                    key.values());
        }
    }

    private static void advise(VaultReport report, PrintWriter out) {
        for (VaultStatus.Key key : report.status().keys()) {
            String advice = advice(key, report.keysAt());
            if (!advice.isEmpty()) {
                out.println(advice);
            }
        }
    }

    private static String advice(VaultStatus.Key key, String keysAt) {
        String id = Terminals.printable(key.id());
        return switch (key.use()) {
            case PRIMARY -> "";
            case DECRYPTS ->
                    key.values() == 0
                            ? "Nothing is sealed under "
                                    + id
                                    + " any more. Once every replica has the new primary key,"
                                    + " remove "
                                    + id
                                    + " from "
                                    + keysAt
                                    + "."
                            : "Values are still sealed under "
                                    + id
                                    + ": keep it, and run parley vault rotate.";
            case MISSING ->
                    "Values need "
                            + id
                            + ", which is not in "
                            + keysAt
                            + ", or is another key there; add it, or these users must connect"
                            + " again.";
        };
    }

    private static boolean missing(VaultStatus status) {
        return status.keys().stream().anyMatch(key -> key.use() == Use.MISSING);
    }
}
