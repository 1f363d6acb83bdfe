package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The page's journeys ({@code webapp/e2e}) in a real browser, at servers of their own. They run
 * beside the other tests: both wait for most of their time.
 */
@Execution(ExecutionMode.CONCURRENT)
final class JourneysIT {

    private static final Path PAGE = Path.of("..", "webapp");
    private static final Path IDENTITY_PROVIDER = Path.of("target", "npm", "provider.mjs");

    @Test
    void everyJourneyThroughThePageArrives() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("npm", "run", "--silent", "e2e")
                        .directory(PAGE.toFile())
                        .redirectErrorStream(true);
        builder.environment()
                .putAll(
                        Map.of(
                                "PARLEY_BUILD",
                                "never",
                                "PARLEY_COMMAND",
                                "../parley serve",
                                "PARLEY_IDENTITY_PROVIDER",
                                IDENTITY_PROVIDER.toAbsolutePath().toString()));

        Process journeys = builder.start();

        try (BufferedReader lines = journeys.inputReader(UTF_8)) {
            lines.lines().forEach(System.out::println);
        } finally {
            journeys.destroy();
        }
        assertThat(journeys.waitFor()).isZero();
    }
}
