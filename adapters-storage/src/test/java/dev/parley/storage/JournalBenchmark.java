package dev.parley.storage;

import com.sun.management.OperatingSystemMXBean;
import dev.parley.conversation.Messages;
import dev.parley.token.Principal;
import dev.parley.turn.ReplicaId;
import dev.parley.turn.TurnAppend;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnStart;
import dev.parley.turn.TurnStarts;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Prints what the journal's appends cost, by how many turns share a transaction: time, and CPU of
 * this process and of a PostgreSQL server. Not a test; run its main with the data folder for H2 to
 * use, or without for a PostgreSQL server of its own.
 */
final class JournalBenchmark {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final int DELTAS = 5;

    private static final Duration ROUND = Duration.ofSeconds(5);

    private final Database database;
    private final JdbiTurnJournal journal;

    private JournalBenchmark(Database database) {
        this.database = database;
        this.journal = new JdbiTurnJournal(database);
    }

    public static void main(String[] args) {
        DatabaseConfig config =
                args.length == 0
                        ? DatabaseConfig.postgres(PostgresProcess.shared().newDatabase())
                        : DatabaseConfig.in(Path.of(args[0]));
        try (Database database = Database.open(config)) {
            JournalBenchmark benchmark = new JournalBenchmark(database);
            for (int round = 1; round <= 2; round++) {
                System.out.println("round " + round);
                for (int turns : new int[] {1, 100, 2_000}) {
                    benchmark.appends(turns);
                }
            }
        }
    }

    private void appends(int count) {
        ReplicaId replica = TurnStarts.replica("bench");
        journal.renew(replica, Duration.ofMinutes(10), List.of());
        List<TurnId> turns = IntStream.range(0, count).mapToObj(i -> opened(replica)).toList();
        Optional<ProcessHandle> server = server();
        long serverCpu = cpuNanos(server);
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        int transactions = 0;
        for (int next = 2; System.nanoTime() - start < ROUND.toNanos(); next += DELTAS) {
            List<TurnAppend> appends = new ArrayList<>();
            for (TurnId turn : turns) {
                appends.add(deltas(turn, next));
            }
            if (!journal.append(appends).isEmpty()) {
                throw new IllegalStateException("an append was refused");
            }
            transactions++;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double rows = (double) transactions * count;
        System.out.printf(
                "%,5d turns: %,7.1f tx/s (%,6.2f ms each), %,8.0f rows/s,"
                        + " CPU per row %6.1f us here, %6.1f us in the server%n",
                count,
                transactions / seconds,
                seconds * 1e3 / transactions,
                rows / seconds,
                (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / rows,
                (cpuNanos(server) - serverCpu) / 1e3 / rows);
        journal.leave(replica);
    }

    private TurnId opened(ReplicaId replica) {
        TurnStart start =
                TurnStarts.creating(
                        replica, Messages.conversation(Principal.local(), Messages.user("Hi")));
        journal.open(start);
        return start.turn();
    }

    private static TurnAppend deltas(TurnId turn, int first) {
        List<TurnEvent> events = new ArrayList<>();
        for (int i = 0; i < DELTAS; i++) {
            events.add(new TurnEvent.TextDelta(1, "some \"words\" "));
        }
        return new TurnAppend(turn, TurnStart.FENCE_FIRST, first, events, List.of());
    }

    /** The server's first process, whose children do the work. */
    private Optional<ProcessHandle> server() {
        if (database.exclusive()) {
            return Optional.empty();
        }
        long connection =
                database.read(
                        Scope.ALL,
                        handle ->
                                handle.createQuery("SELECT pg_backend_pid()")
                                        .mapTo(Long.class)
                                        .one());
        return ProcessHandle.of(connection).flatMap(ProcessHandle::parent);
    }

    private static long cpuNanos(Optional<ProcessHandle> server) {
        return server.stream()
                .flatMap(ProcessHandle::descendants)
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToLong(Duration::toNanos)
                .sum();
    }
}
