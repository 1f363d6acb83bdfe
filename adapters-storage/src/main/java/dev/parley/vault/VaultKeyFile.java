package dev.parley.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The file {@code vault.keys} in a data folder that this process alone uses: one key a line, the
 * primary first, for its owner's eyes only. It is never written in place: whoever reads it sees the
 * old keys or the new ones.
 */
public final class VaultKeyFile {

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Path file;

    public VaultKeyFile(Path dataFolder) {
        this.file = in(dataFolder);
    }

    /** Where the file is, or would be. */
    public static Path in(Path dataFolder) {
        return dataFolder.resolve("vault.keys");
    }

    /**
     * The keys in the file; makes it, with one fresh key, when it is missing.
     *
     * @throws VaultKeysException when the file cannot be read or written, when others may read it,
     *     or when a key in it must not be used
     */
    public VaultKeys openOrCreate() {
        try {
            if (!Files.exists(file)) {
                VaultKeys fresh = VaultKeys.generate();
                write(fresh);
                return fresh;
            }
            return read();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /**
     * Puts a fresh key before those in the file; it is on disk when this returns.
     *
     * @throws VaultKeysException as {@link #openOrCreate}
     */
    public VaultKeys addPrimary() {
        VaultKeys keys = openOrCreate().withFreshPrimary();
        try {
            write(keys);
            return keys;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private VaultKeys read() throws IOException {
        if (posix()) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new VaultKeysException(
                        "The key file "
                                + file
                                + " may be read by others ("
                                + PosixFilePermissions.toString(permissions)
                                + "); if nobody did, run chmod 600 on it.");
            }
        }
        List<String> lines =
                Files.readAllLines(file, US_ASCII).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList();
        if (lines.isEmpty()) {
            throw new VaultKeysException(
                    "The key file " + file + " holds no key; restore it from a backup.");
        }
        try {
            return VaultKeys.of(lines);
        } catch (VaultKeysException e) {
            throw new VaultKeysException("The key file " + file + ": " + e.getMessage() + ".", e);
        }
    }

    private void write(VaultKeys keys) throws IOException {
        Path fresh = file.resolveSibling("vault.keys.new");
        Files.deleteIfExists(fresh);
        FileAttribute<?>[] attributes =
                posix()
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                        : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        attributes)) {
            ByteBuffer text = US_ASCII.encode(String.join("\n", keys.lines()) + "\n");
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder();
    }

    /** The new name must outlive a power cut, as values are sealed under the new key at once. */
    private void forceFolder() throws IOException {
        if (posix()) {
            try (FileChannel folder =
                    FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    private boolean posix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private VaultKeysException failure(IOException e) {
        String reason =
                e instanceof FileSystemException f && f.getReason() != null
                        ? f.getReason()
                        : e.getClass().getSimpleName();
        return new VaultKeysException(
                "The key file " + file + " cannot be read or written: " + reason + ".", e);
    }
}
