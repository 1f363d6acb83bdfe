package dev.parley.app.crash;

import dev.parley.storage.Database;
import dev.parley.storage.DatabaseConfig;
import dev.parley.storage.JdbiConversationStore;
import dev.parley.storage.JdbiTurnJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Programs in processes of their own, on a real database.
 *
 * @param where a folder of H2, or a JDBC URL of PostgreSQL
 * @param lease how long a dead program keeps its turns
 */
record DatabaseWorld(String where, Path folder, Duration lease) implements World {

    /** A new H2 database in {@code folder}. Its file has one process at a time. */
    static DatabaseWorld h2(Path folder) {
        return new DatabaseWorld(folder.resolve("data").toString(), folder, Duration.ofSeconds(15));
    }

    /** The database a program is told of: a URL, or else a folder. */
    static DatabaseConfig database(String where) {
        return where.startsWith("jdbc:")
                ? DatabaseConfig.postgres(where)
                : DatabaseConfig.in(Path.of(where));
    }

    @Override
    public ProcessBody begin(long failpoint, Consumer<String> lines, Runnable died) {
        List<String> command = new ArrayList<>(JavaCommand.OF_PROGRAM);
        command.addAll(
                List.of(
                        CrashProgram.class.getName(),
                        where,
                        folder.toString(),
                        Long.toString(lease.toMillis()),
                        Long.toString(failpoint)));
        try {
            return new ProcessBody(
                    new ProcessBuilder(command)
                            .redirectError(
                                    ProcessBuilder.Redirect.appendTo(
                                            folder.resolve("errors.log").toFile()))
                            .start(),
                    lines,
                    died);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Stored stored() {
        Database database = Database.open(database(where));
        return new Stored(
                new JdbiTurnJournal(database),
                new JdbiConversationStore(database),
                database::close);
    }

    /** Made once in a run of tests. */
    private static final class JavaCommand {

        private static final List<String> OF_PROGRAM = make();

        /** With few threads and little optimisation, for lives are short. */
        private static List<String> make() {
            Path folder = Path.of("target", "crash").toAbsolutePath();
            try {
                Files.createDirectories(folder);
                Files.deleteIfExists(folder.resolve("program.jsa"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+AutoCreateSharedArchive",
                    "-XX:SharedArchiveFile=" + folder.resolve("program.jsa"),
                    "-Xlog:disable",
                    "-cp",
                    ProgramJar.classPath(folder.resolve("program.jar")));
        }
    }
}
