package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./parley} starts without a cache when the training fails, so nobody would notice. */
final class AotTrainingIT {

    @TempDir private Path folder;

    @Test
    void theTrainingUsesTheProgramWithoutAFailure() throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process training =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                Path.of("target", "dist", "parley.jar").toAbsolutePath().toString(),
                                "dev.parley.app.AotTraining",
                                folder.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();

        boolean ended = training.waitFor(60, TimeUnit.SECONDS);

        training.destroyForcibly().waitFor();
        assertThat(ended).isTrue();
        assertThat(training.exitValue()).as(Files.readString(output, UTF_8)).isZero();
        assertThat(folder.resolve("real").resolve("parley.mv.db")).isNotEmptyFile();
    }
}
