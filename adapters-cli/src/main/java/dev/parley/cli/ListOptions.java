package dev.parley.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What the commands that list something of servers have in common. */
final class ListOptions {

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVER",
            defaultValue = "",
            description = "Only of this server (default: of all).")
    private String server = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec(Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Those of {@code sources} the user wants. */
    <S> List<S> chosen(List<? extends S> sources, Function<S, String> name) {
        List<S> chosen =
                sources.stream()
                        .<S>map(it -> it)
                        .filter(it -> server.isEmpty() || name.apply(it).equals(server))
                        .toList();
        if (chosen.isEmpty() && !server.isEmpty()) {
            throw noSuchServer(spec, server, sources.stream().<String>map(name).toList());
        }
        return chosen;
    }

    /** Tells of the servers that did not answer. */
    void report(Listing<?> listing) {
        PrintWriter err = spec.commandLine().getErr();
        listing.failures()
                .forEach(
                        (name, failure) ->
                                err.println(
                                        Terminals.line(
                                                "! "
                                                        + failure.getMessage()
                                                        + " ["
                                                        + failure.kind().code()
                                                        + "]")));
        err.flush();
    }

    static ParameterException noSuchServer(CommandSpec spec, String server, List<String> known) {
        return new ParameterException(
                spec.commandLine(),
                Terminals.line(
                        "there is no server "
                                + server
                                + (known.isEmpty()
                                        ? ": none is configured"
                                        : "; there are: " + String.join(", ", known))));
    }
}
