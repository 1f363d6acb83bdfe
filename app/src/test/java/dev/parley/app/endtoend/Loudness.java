package dev.parley.app.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Variables that let all of the program say whatever it can. */
final class Loudness {

    private Loudness() {}

    /**
     * Puts files into {@code folder}, where the program's temporary files are to be, too.
     *
     * @return the environment's variables that name them
     */
    static Map<String, String> in(Path folder) throws IOException {
        // Ours, with which every logger that it does not hold back says all it can.
        Path logback = folder.resolve("all.xml");
        Files.writeString(
                logback,
                """
                <configuration>
                  <include resource="logback.xml"/>
                  <root level="TRACE"/>
                </configuration>
                """);
        Path jdk = folder.resolve("all.properties");
        Files.writeString(
                jdk,
                """
                handlers = java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level = ALL
                .level = ALL
                """);
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        // A core file is the operating system's, as large as all memory, and off as a rule.
        return Map.of(
                "PARLEY_LOG_LEVEL",
                "TRACE",
                "PARLEY_DEBUG",
                "1",
                "JAVA_TOOL_OPTIONS",
                String.join(
                        " ",
                        "-Dlogback.configurationFile=" + logback,
                        "-Djava.util.logging.config.file=" + jdk,
                        "-Djava.io.tmpdir=" + temporary,
                        "-XX:-CreateCoredumpOnCrash"));
    }
}
