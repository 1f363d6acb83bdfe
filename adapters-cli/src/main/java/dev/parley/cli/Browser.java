package dev.parley.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The browser of whoever sits at this terminal. Safe for use by many threads. */
final class Browser {

    private final String system;
    private final CommandRunner runner;

    /**
     * A browser on the given system.
     *
     * @param system its name, as the JVM has it in {@code os.name}
     */
    Browser(String system, CommandRunner runner) {
        this.system = system.toLowerCase(Locale.ROOT);
        this.runner = runner;
    }

    static Browser ofSystem() {
        return new Browser(System.getProperty("os.name", ""), CommandRunner.ofSystem());
    }

    /** Opens an address; whether there was a program to do so. */
    boolean open(SignInUrl address) {
        try {
            runner.start(command(address.url()));
            return true;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private List<String> command(String url) {
        if (system.contains("mac")) {
            return List.of("open", url);
        }
        if (system.contains("windows")) {
            // Not cmd /c start, which is a shell.
            return List.of("rundll32", "url.dll,FileProtocolHandler", url);
        }
        return List.of("xdg-open", url);
    }
}
