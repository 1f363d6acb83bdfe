package dev.parley.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * This process's claim on the data folder: an operating system lock on {@code parley.lock}, gone
 * with the process however it ends. The file holds the process id, which is true whenever the lock
 * is held. Not reentrant; safe for use by many threads.
 */
final class FolderLock implements AutoCloseable {

    /** Beyond the text, so that systems with mandatory locks let others read who holds it. */
    private static final long LOCKED_BYTE = 1L << 32;

    private static final int PID_LENGTH_MAX = 20;

    /**
     * The folders this process holds. File locks belong to the process: it would not be refused a
     * second one, and closing that would release the first. So this is the one static state.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Makes the folder when it is missing and claims it, without waiting.
     *
     * @throws DatabaseException when the folder cannot be made or written, or is claimed
     */
    static FolderLock acquire(Path folder) {
        Path real = made(folder);
        if (!HELD.add(real)) {
            throw inUse(folder, "this process");
        }
        boolean acquired = false;
        try {
            FolderLock lock = new FolderLock(real, locked(real));
            acquired = true;
            return lock;
        } catch (IOException e) {
            throw new DatabaseException(
                    "The data folder " + folder + " cannot be written: " + reason(e) + ".", e);
        } finally {
            if (!acquired) {
                HELD.remove(real);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new DatabaseException("The data folder " + folder + " stays locked.", e);
        } finally {
            HELD.remove(folder);
        }
    }

    private static Path made(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                ownerOnly(folder);
            }
            return folder.toRealPath();
        } catch (IOException e) {
            throw new DatabaseException(
                    "The data folder " + folder + " cannot be created: " + reason(e) + ".", e);
        }
    }

    /** It will hold what people said. Where there are no such permissions, the system's rule is. */
    private static void ownerOnly(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static FileChannel locked(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve("parley.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw inUse(folder, "process " + holder(channel));
            }
            ByteBuffer pid = StandardCharsets.US_ASCII.encode("" + ProcessHandle.current().pid());
            channel.truncate(0).write(pid, 0);
            locked = true;
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(PID_LENGTH_MAX);
        channel.read(text, 0);
        return StandardCharsets.US_ASCII.decode(text.flip()).toString();
    }

    private static DatabaseException inUse(Path folder, String holder) {
        return new DatabaseException(
                "The data folder "
                        + folder
                        + " is in use by another Parley ("
                        + holder
                        + "); stop that one or choose another folder.");
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : e.getClass().getSimpleName();
    }
}
