package dev.parley.app.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.storage.Database;
import dev.parley.storage.JdbiConversationStore;
import dev.parley.storage.JdbiTurnJournal;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The program that is killed: a {@link CrashService} on a real database, with standard input and
 * output for its lines. Requests are served side by side.
 */
final class CrashProgram {

    private static final int KILLED = 137;

    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    private CrashProgram() {}

    /**
     * Runs until the end of standard input.
     *
     * @param arguments where the database is (a folder, or a JDBC URL), the folder of the witness's
     *     files, the lease in milliseconds, and the failpoint to die at (0 for none)
     */
    public static void main(String[] arguments) throws IOException {
        Failpoints failpoints = new Failpoints(() -> Runtime.getRuntime().halt(KILLED));
        failpoints.arm(Long.parseLong(arguments[3]));
        CrashProgram program = new CrashProgram();
        try (Database database = Database.open(DatabaseWorld.database(arguments[0]));
                CrashService service =
                        new CrashService(
                                new JdbiTurnJournal(database),
                                new JdbiConversationStore(database),
                                Path.of(arguments[1]),
                                Duration.ofMillis(Long.parseLong(arguments[2])),
                                failpoints,
                                program::print)) {
            program.serve(service);
        }
    }

    private void serve(CrashService service) throws IOException {
        print("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String request = line;
            Thread.ofVirtual().start(() -> service.answer(request));
        }
    }

    /** One write for a line: what the client got of it before a death is a line or nothing. */
    private synchronized void print(String line) {
        try {
            out.write((line + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
