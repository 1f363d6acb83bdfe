package dev.parley.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/** Starts other programs. */
@FunctionalInterface
interface CommandRunner {

    /**
     * Starts a program and does not wait for it.
     *
     * @param arguments the program and what it is given, each as it is; no shell reads them
     * @throws IOException when there is no such program
     */
    void start(List<String> arguments) throws IOException;

    /** Starts real ones. What they print does not reach this terminal. */
    static CommandRunner ofSystem() {
        return arguments ->
                new ProcessBuilder(arguments)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start()
                        .getOutputStream()
                        .close();
    }
}
