package dev.parley.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "serve",
        description = "Serve the web page and the HTTP interface (the default).",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: PARLEY_PORT=9000 parley serve"})
final class ServeCommand implements Callable<Integer> {

    private final ParleyCommand parley;

    ServeCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() {
        return parley.serve();
    }
}
