package dev.parley.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server on the loopback address, with its data in a temporary folder and fsync
 * on. It can be stopped, killed and started again on the same port and data. Its tests use it one
 * after the other; it ends with the JVM.
 */
public final class PostgresProcess {

    /** Owns and uses the databases: no superuser, against whom row-level security does not hold. */
    private static final String ROLE = "parley";

    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final EmbeddedPostgres first;
    private final Path data;
    private final Path programs;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresProcess(EmbeddedPostgres first, Path data, Path programs) {
        this.first = first;
        this.data = data;
        this.programs = programs;
    }

    /** The one server of this JVM, started when it is first asked for. */
    public static PostgresProcess shared() {
        return Shared.SERVER;
    }

    /** The folder with everything it has written. */
    Path data() {
        return data;
    }

    /** The files with that database's data, all of it written out, and the write-ahead log. */
    public List<Path> files(String url) {
        execute("CHECKPOINT");
        String oid = "SELECT oid FROM pg_database WHERE datname = current_database()";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(oid)) {
            found.next();
            Path content = data.resolve("base").resolve(found.getString(1));
            try (Stream<Path> own = Files.list(content);
                    Stream<Path> log = Files.list(data.resolve("pg_wal"))) {
                return Stream.concat(own, log).filter(Files::isRegularFile).toList();
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("cannot find the files of " + url, e);
        }
    }

    /** The JDBC URL of a new, empty database. */
    public String newDatabase() {
        String name = "parley" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name + " OWNER " + ROLE);
        return url(name, ROLE);
    }

    /** The same database entered as the server's owner, against whom nothing is enforced. */
    String asSuperuser(String url) {
        return url.replace("user=" + ROLE, "user=postgres");
    }

    /** The JDBC URL of that database for that user; a user {@code guarded} needs a password. */
    public String url(String database, String user) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s"
                .formatted(first.getPort(), database, user);
    }

    /** Runs one statement as the server's owner, outside of any database a test made. */
    public void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url("postgres", "postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run " + sql, e);
        }
    }

    /** Ends the server and all connections at once, without writing anything more. */
    public void stop() {
        Process stop = spawn("pg_ctl", "stop", "-m", "immediate", "-w");
        int exitCode = stop.onExit().orTimeout(60, TimeUnit.SECONDS).join().exitValue();
        if (exitCode != 0) {
            throw new IllegalStateException("PostgreSQL does not stop: " + log());
        }
    }

    /** Kills the server's first process, and only that, by {@code SIGKILL}. */
    public void kill() {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Starts it again, with the port and the data it had; returns once it answers. */
    public void start() {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        String port = Integer.toString(first.getPort());
        try {
            Process postmaster = spawn("postgres", "-p", port, "-c", "fsync=on");
            while (!answers()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("PostgreSQL does not start: " + log());
                }
                // After a kill it takes the others a moment to end, and till then it refuses.
                if (postmaster.waitFor(20, TimeUnit.MILLISECONDS)) {
                    postmaster = spawn("postgres", "-p", port, "-c", "fsync=on");
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while PostgreSQL starts", e);
        }
    }

    private boolean answers() {
        try (Connection connection = DriverManager.getConnection(url("postgres", "postgres"))) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private long pid() {
        try (var lines = Files.lines(data.resolve("postmaster.pid"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String log() {
        try {
            return Files.readString(data.resolve("parley.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process spawn(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root, as which many builds run.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(programs.resolve(program).toString(), "-D", data.toString()));
        command.addAll(List.of(arguments));
        File log = data.resolve("parley.log").toFile();
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {

        private static final PostgresProcess SERVER = make();

        private static PostgresProcess make() {
            try {
                Path data = Files.createTempDirectory("parley-postgres");
                EmbeddedPostgres first =
                        EmbeddedPostgres.builder()
                                .setDataDirectory(data)
                                // The library turns them off, for speed.
                                .setServerConfig("fsync", "on")
                                .setServerConfig("full_page_writes", "on")
                                .setServerConfig("synchronous_commit", "on")
                                .setDataDirectoryCustomizer(
                                        folder -> askForPassword(folder.toPath()))
                                .setPGStartupWait(START_MAX)
                                .start();
                PostgresProcess server = new PostgresProcess(first, data, programs(data));
                // From now on it is our child, whose end we see at once.
                server.stop();
                server.start();
                server.execute("CREATE ROLE " + ROLE + " LOGIN");
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Everybody is let in without a password, but for one. */
        private static void askForPassword(Path data) {
            Path rules = data.resolve("pg_hba.conf");
            try {
                String others = Files.readString(rules);
                Files.writeString(rules, "host all guarded all scram-sha-256\n" + others);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The folder of the server's program, whose path the server notes when it starts. */
        private static Path programs(Path data) throws IOException {
            String command = Files.readString(data.resolve("postmaster.opts"));
            return Path.of(command.substring(0, command.indexOf(" \""))).resolveSibling("");
        }
    }
}
