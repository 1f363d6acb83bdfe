package dev.parley.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a user sees when Parley cannot start: one message, exit code 1, no stack trace. */
@Execution(ExecutionMode.CONCURRENT)
class StartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void settingsThatAreWrongAreListedAtOnce() throws Exception {
        String message = failure(Map.of("PARLEY_PORT", "eighty", "OPENAI_BASE_URL", "nowhere"));

        assertThat(message).contains("2 wrong settings", "server.port", "OPENAI_BASE_URL");
    }

    @Test
    void addressThatIsNotLoopbackIsRefusedWithoutSignIn() throws Exception {
        assertThat(failure(Map.of("PARLEY_HOST", "0.0.0.0"))).contains("PARLEY_HOST", "loopback");
    }

    @Test
    void brokenMcpJsonIsNamedWithItsPlace() throws Exception {
        Files.writeString(folder.resolve("mcp.json"), "{\"mcpServers\": {\"a\": {\"comand\": 1}");

        assertThat(failure(Map.of())).contains("mcp.json").containsPattern("line 1");
    }

    @Test
    void everyProblemInMcpJsonIsListed() throws Exception {
        Files.writeString(
                folder.resolve("mcp.json"),
                """
                {"mcpServers": {
                  "a": {"comand": "npx"},
                  "b": {"url": "not a url", "trusted": "yes"}
                }}
                """);

        assertThat(failure(Map.of()))
                .contains("mcp.json", "a.comand", "command", "b.url", "b.trusted");
    }

    @Test
    void portInUseIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(failure(Map.of("PARLEY_PORT", port))).contains(port, "in use");
        }
    }

    @Test
    void dataFolderThatCannotBeMadeIsNamed() throws Exception {
        Files.writeString(folder.resolve("file"), "not a folder");

        assertThat(failure(Map.of("PARLEY_DATA_DIR", "file/data"))).contains("file/data");
    }

    @Test
    void f28_dataFolderInUseByAnotherProcessIsNamed() throws Exception {
        try (ParleyProcess first = ParleyProcess.start(folder, Map.of())) {
            first.url();

            assertThat(failure(Map.of())).contains("data", "another");
        }
    }

    @Test
    void settingsFileThatIsNamedButMissingIsNamed() throws Exception {
        assertThat(failure(Map.of(), "serve", "--config", "none.conf")).contains("none.conf");
    }

    @Test
    void v06VaultKeyThatMustNotBeUsedIsOneLineWithoutTheKey() throws Exception {
        String message =
                failure(
                        Map.of(
                                "PARLEY_VAULT_KEYS",
                                "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));

        assertThat(message).contains("PARLEY_VAULT_KEYS", "k1", "random").doesNotContain("AAAA");
        assertThat(message.lines()).hasSize(1);
    }

    @Test
    void v06KeyFileThatOthersMayReadIsNamed() throws Exception {
        Path file = Files.createDirectory(folder.resolve("data")).resolve("vault.keys");
        Files.writeString(file, "k1:3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWF/4j5Vk=\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        String message = failure(Map.of());

        assertThat(message).contains("vault.keys", "chmod 600").doesNotContain("3q2");
        assertThat(message.lines()).hasSize(1);
    }

    private String failure(Map<String, String> variables, String... arguments)
            throws IOException, InterruptedException {
        try (ParleyProcess parley = ParleyProcess.start(folder, variables, arguments)) {
            assertThat(parley.exitCode(PATIENCE)).isEqualTo(1);
            String message =
                    parley.err()
                            .lines()
                            .filter(line -> !line.startsWith("WARNING: "))
                            .reduce("", (a, b) -> a + b + "\n");
            assertThat(message).startsWith("parley: ").doesNotContain("\tat ", "Exception");
            return message;
        }
    }
}
