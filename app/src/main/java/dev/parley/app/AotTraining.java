package dev.parley.app;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.parley.cli.ParleyCommand;
import dev.parley.http.HttpServer;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Uses the program for a few seconds as its users would, for the JVM to note which classes it needs
 * and how they are used: {@code ./parley} makes the cache of that with which Parley starts quickly.
 * Everything is real but the model, so that what is noted is true of the real thing.
 */
final class AotTraining {

    /** Long enough for the JVM to see what is used often. */
    private static final Duration TALK_MIN = Duration.ofSeconds(2);

    private static final int TALKS_AT_ONCE = 4;

    private final Path folder;

    private AotTraining(Path folder) {
        this.folder = folder;
    }

    /** Takes an empty folder to work in. Ends by exit, at which the JVM writes what it noted. */
    public static void main(String[] arguments) throws Exception {
        AotTraining training = new AotTraining(Path.of(arguments[0]));
        training.commands();
        training.demo();
        training.realModel();
        System.exit(0);
    }

    private void commands() {
        command("--version");
        command("--help");
        command("serve", "--help");
        command("ask", "--approve", "all", "Resolve PARLEY-12");
    }

    private void command(String... arguments) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        int exitCode =
                ParleyCommand.run(
                        new AppLauncher(environment("asked", Map.of())),
                        Version.current(),
                        nowhere,
                        nowhere,
                        false,
                        arguments);
        if (exitCode != 0) {
            throw new IllegalStateException(
                    String.join(" ", arguments) + " ended with " + exitCode);
        }
    }

    /** The page, and all that a conversation can hold. */
    private void demo() throws Exception {
        served(
                environment("demo", Map.of()),
                client -> {
                    client.openPage();
                    client.askAndApprove("Resolve PARLEY-12");
                    client.lookAround();
                });
    }

    /** The way a production system takes: the model is asked over HTTP. */
    private void realModel() throws Exception {
        try (AotTrainingModel model = AotTrainingModel.start()) {
            Map<String, String> settings =
                    Map.of("OPENAI_BASE_URL", model.url(), "OPENAI_MODEL", "training");
            served(environment("real", settings), client -> client.talk(TALKS_AT_ONCE, TALK_MIN));
        }
    }

    private interface Visit {
        void with(AotTrainingClient client) throws Exception;
    }

    private static void served(Map<String, String> environment, Visit visit) throws Exception {
        AppConfig config = AppConfig.load("", environment);
        try (Closing closing = new Closing()) {
            Injector injector = Guice.createInjector(new AppModule(config, environment, closing));
            HttpServer server = injector.getInstance(HttpServer.class);
            server.start();
            visit.with(new AotTrainingClient(server.url()));
        }
    }

    private Map<String, String> environment(String data, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PARLEY_PORT", "0");
        environment.put("PARLEY_DATA_DIR", folder.resolve(data).toString());
        environment.put("PARLEY_MCP_CONFIG", folder.resolve("no-mcp.json").toString());
        return environment;
    }
}
