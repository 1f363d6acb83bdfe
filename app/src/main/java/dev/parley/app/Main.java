package dev.parley.app;

import dev.parley.cli.ParleyCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program. */
public final class Main {

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int exitCode =
                ParleyCommand.run(
                        new AppLauncher(System.getenv()),
                        Version.current(),
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        System.getenv("PARLEY_DEBUG") != null,
                        arguments);
        System.exit(exitCode);
    }
}
