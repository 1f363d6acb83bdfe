package dev.parley.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server on the loopback address, with its data in a temporary folder and fsync
 * on. It can be stopped, killed and started again on the same port and data. Its tests use it one
 * after the other; it ends with the JVM.
 */
public final class PostgresProcess {

    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final EmbeddedPostgres first;
    private final Path data;
    private final Path pgCtl;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresProcess(EmbeddedPostgres first, Path data, Path pgCtl) {
        this.first = first;
        this.data = data;
        this.pgCtl = pgCtl;
    }

    /** The one server of this JVM, started when it is first asked for. */
    public static PostgresProcess shared() {
        return Shared.SERVER;
    }

    /** The JDBC URL of a new, empty database. */
    public String newDatabase() {
        String name = "parley" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return url(name, "postgres");
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
        run("stop", "-m", "immediate", "-w");
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
        String options = "-p " + first.getPort() + " -c fsync=on";
        // After a kill it takes the other processes a moment to notice, and a start is refused.
        while (exitCode("start", "-w", "-o", options, "-l", data.resolve("log").toString()) != 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("PostgreSQL does not start again, see " + data);
            }
        }
    }

    private long pid() {
        try (var lines = Files.lines(data.resolve("postmaster.pid"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(String... arguments) {
        int exitCode = exitCode(arguments);
        if (exitCode != 0) {
            throw new IllegalStateException(
                    "pg_ctl " + String.join(" ", arguments) + " ended with " + exitCode);
        }
    }

    private int exitCode(String... arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root, as which many builds run.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(List.of(pgCtl.toString(), "-D", data.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.onExit().orTimeout(60, TimeUnit.SECONDS).join().exitValue();
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
                return new PostgresProcess(first, data, pgCtl(data));
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

        /** Beside the server's program, whose path the server notes when it starts. */
        private static Path pgCtl(Path data) throws IOException {
            String command = Files.readString(data.resolve("postmaster.opts"));
            return Path.of(command.substring(0, command.indexOf(" \""))).resolveSibling("pg_ctl");
        }
    }
}
