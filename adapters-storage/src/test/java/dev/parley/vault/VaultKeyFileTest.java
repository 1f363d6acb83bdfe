package dev.parley.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VaultKeyFileTest {

    @TempDir private Path folder;

    @Test
    void aMissingFileIsMadeWithOneKeyForItsOwnerOnly() throws IOException {
        VaultKeys made = new VaultKeyFile(folder).openOrCreate();

        assertThat(made.ids()).containsExactly("k1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(new VaultKeyFile(folder).openOrCreate().lines()).isEqualTo(made.lines());
    }

    @Test
    void twoFoldersGetDifferentKeys() throws IOException {
        VaultKeys one = new VaultKeyFile(Files.createDirectory(folder.resolve("a"))).openOrCreate();
        VaultKeys two = new VaultKeyFile(Files.createDirectory(folder.resolve("b"))).openOrCreate();

        assertThat(one.lines()).isNotEqualTo(two.lines());
    }

    @Test
    void aFreshPrimaryComesFirstAndTheOthersStay() throws IOException {
        VaultKeys before = new VaultKeyFile(folder).openOrCreate();

        VaultKeys after = new VaultKeyFile(folder).addPrimary();

        assertThat(after.ids()).containsExactly("k2", "k1");
        assertThat(after.lines().getLast()).isEqualTo(before.lines().getFirst());
        assertThat(new VaultKeyFile(folder).openOrCreate().lines()).isEqualTo(after.lines());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void anIdThatWasUsedIsNotGivenAgain() throws IOException {
        write(TestKeys.entry("k2"), TestKeys.entry("other"));

        assertThat(new VaultKeyFile(folder).addPrimary().ids())
                .containsExactly("k3", "k2", "other");
    }

    @Test
    void emptyLinesAndCommentsAreSkipped() throws IOException {
        write("# made by hand", "", TestKeys.entry("mine"));

        assertThat(new VaultKeyFile(folder).openOrCreate().ids()).containsExactly("mine");
    }

    @Test
    void v06AFileThatOthersMayReadIsRefused() throws IOException {
        new VaultKeyFile(folder).openOrCreate();

        for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx")) {
            Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(permissions));
            assertThatThrownBy(() -> new VaultKeyFile(folder).openOrCreate())
                    .isInstanceOf(VaultKeysException.class)
                    .hasMessageContainingAll("vault.keys", permissions, "chmod 600");
        }
    }

    @Test
    void v06ABadKeyInTheFileIsRefusedWithoutShowingIt() throws IOException {
        write("k1:" + KeyQuality.SAMPLE);

        assertThatThrownBy(() -> new VaultKeyFile(folder).openOrCreate())
                .isInstanceOf(VaultKeysException.class)
                .hasMessageContainingAll("vault.keys", "sample")
                .hasMessageNotContaining(KeyQuality.SAMPLE);
    }

    @Test
    void v06AnEmptyFileIsRefusedNotFilled() throws IOException {
        write("");

        assertThatThrownBy(() -> new VaultKeyFile(folder).openOrCreate())
                .isInstanceOf(VaultKeysException.class)
                .hasMessageContaining("no key");
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() {
        assertThatThrownBy(() -> new VaultKeyFile(folder.resolve("none")).openOrCreate())
                .isInstanceOf(VaultKeysException.class)
                .hasMessageContaining("none");
    }

    private Path file() {
        return folder.resolve("vault.keys");
    }

    private void write(String... lines) throws IOException {
        Files.write(file(), List.of(lines));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    }
}
