package dev.parley.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The figures people read first are those that were measured. */
final class ReliabilityFiguresTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path RELIABILITY = Path.of("..", "docs", "reliability.md");

    @Test
    void theReadmeGivesTheFiguresOfTheLastRun() throws IOException {
        List<String> told = rows(README, "## What is promised");
        List<String> measured = rows(RELIABILITY, "## Figures");

        assertThat(told).hasSizeGreaterThan(3);
        assertThat(measured).containsAll(told);
    }

    @Test
    void theLastRunKeptEveryPromise() throws IOException {
        assertThat(rows(RELIABILITY, "## Figures"))
                .contains(
                        "| violations | 0 |",
                        "| lost acknowledged messages | 0 |",
                        "| duplicate unsafe tool calls | 0 |",
                        "| endless turns | 0 |");
    }

    /** The rows of the table under a heading, without its head. */
    private static List<String> rows(Path file, String heading) throws IOException {
        return Files.readAllLines(file).stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .toList();
    }
}
