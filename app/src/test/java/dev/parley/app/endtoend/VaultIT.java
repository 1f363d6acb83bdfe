package dev.parley.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The vault's keys and commands, as an administrator meets them. */
@Execution(ExecutionMode.CONCURRENT)
class VaultIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void v03KeyFileIsMadeAndRotatedByCommand() throws Exception {
        try (ParleyProcess server = ParleyProcess.start(folder, Map.of())) {
            server.url();
            assertThat(run(1, "vault", "status").err()).contains("in use by another Parley");
            server.terminate();
            assertThat(server.exitCode(PATIENCE)).isZero();
            assertThat(server.err()).doesNotContain("protobuf", " ERROR ", " WARN ");
        }
        List<String> before = Files.readAllLines(keys());
        assertThat(before).singleElement().asString().startsWith("k1:");

        assertThat(run(0, "vault", "status").out()).contains("k1   primary   0");
        assertThat(run(0, "vault", "rotate").out()).contains("k2   primary   0", "remove k1 from");

        List<String> after = Files.readAllLines(keys());
        assertThat(after).hasSize(2).endsWith(before.getFirst());
        assertThat(after.getFirst()).startsWith("k2:");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys())))
                .isEqualTo("rw-------");
    }

    private Path keys() {
        return folder.resolve("data").resolve("vault.keys");
    }

    private ParleyProcess run(int exitCode, String... arguments) throws InterruptedException {
        try (ParleyProcess parley = ParleyProcess.start(folder, Map.of(), arguments)) {
            assertThat(parley.exitCode(PATIENCE)).as(parley.err()).isEqualTo(exitCode);
            return parley;
        }
    }
}
