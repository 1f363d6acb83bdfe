package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.storage.PostgresProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the program says, and leaves behind, when it cannot start and when it ends badly. */
@EnabledOnOs(OS.LINUX)
class LastWordsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path LAUNCHER = Path.of("..", "parley").toAbsolutePath().normalize();

    @TempDir private Path folder;
    private final Canaries canaries = new Canaries();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeSecrets() throws IOException {
        environment.putAll(Loudness.in(folder));
        environment.put("PARLEY_VAULT_KEYS", "k1:" + canaries.made("key of the vault"));
        environment.put("OPENAI_API_KEY", canaries.madeForUrl("key of the model"));
    }

    @Test
    void c01NoSecretIsInWhatACrashLeaves() throws Exception {
        try (ParleyProcess parley = startAs("postgres")) {
            parley.url();
            assertThat(canaries.in(List.of(ProcessFacts.commandLine(parley.pid())))).isEmpty();

            Process crash =
                    new ProcessBuilder("kill", "-SEGV", Long.toString(parley.pid())).start();

            assertThat(crash.waitFor()).isZero();
            assertThat(parley.exitCode(PATIENCE)).isNotZero();
            List<Path> left = left();
            assertThat(left).anyMatch(it -> it.getFileName().toString().startsWith("hs_err_pid"));
            for (Path file : left) {
                String content = Files.readString(file, ISO_8859_1);
                assertThat(canaries.in(List.of(content))).as(file.toString()).isEmpty();
            }
            assertThat(parley.err()).contains("TRACE org.jdbi");
            assertThat(canaries.in(List.of(parley.out(), parley.err()))).isEmpty();
        }
    }

    @Test
    void c01NoPasswordIsInTheErrorOfADatabaseThatRefusesIt() throws Exception {
        try (ParleyProcess parley = startAs("guarded")) {
            assertThat(parley.exitCode(PATIENCE)).isNotZero();

            assertThat(parley.err()).contains("guarded");
            assertThat(canaries.in(List.of(parley.out(), parley.err()))).isEmpty();
        }
    }

    @Test
    void c06NoFlagLetsTheHeapBeWrittenToAFile() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "--version");
        builder.environment()
                .putAll(
                        Map.of(
                                "PARLEY_BUILD",
                                "never",
                                "PARLEY_JAVA_OPTIONS",
                                "-XX:+PrintCommandLineFlags"));
        Process process = builder.redirectErrorStream(true).start();

        String flags = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(flags).contains("-XX:+ExitOnOutOfMemoryError").doesNotContain("HeapDump");
    }

    /** With a password, which {@code postgres} is not asked for. */
    private ParleyProcess startAs(String user) {
        PostgresProcess server = PostgresProcess.shared();
        String database = server.newDatabase().replaceAll(".*/|\\?.*", "");
        environment.put(
                "PARLEY_DATABASE_URL",
                server.url(database, user)
                        + "&password="
                        + canaries.madeForUrl("password of the database"));
        return ParleyProcess.start(folder, environment, "serve");
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
