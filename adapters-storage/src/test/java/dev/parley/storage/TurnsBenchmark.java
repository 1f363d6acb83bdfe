package dev.parley.storage;

import com.sun.management.OperatingSystemMXBean;
import dev.parley.conversation.ConversationId;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelStream;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import dev.parley.tool.ToolPolicy;
import dev.parley.turn.ChatService;
import dev.parley.turn.ForwardingTurnJournal;
import dev.parley.turn.RandomIds;
import dev.parley.turn.TurnAppend;
import dev.parley.turn.TurnEnvironment;
import dev.parley.turn.TurnFollower;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnJournal;
import dev.parley.turn.TurnLimits;
import dev.parley.turn.TurnLog;
import dev.parley.turn.UserInput;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints how many transactions a second turns make that run at the same time: each answers for 10 s
 * with 50 tokens a second. Not a test; run its main with the data folder for H2 to use, or without
 * for a PostgreSQL server of its own.
 */
final class TurnsBenchmark {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final int TOKENS = 500;
    private static final Duration TOKEN = Duration.ofMillis(20);

    public static void main(String[] args) throws InterruptedException {
        DatabaseConfig config =
                args.length == 0
                        ? DatabaseConfig.postgres(PostgresProcess.shared().newDatabase())
                        : DatabaseConfig.in(Path.of(args[0]));
        try (Database database = Database.open(config)) {
            Counting journal = new Counting(new JdbiTurnJournal(database));
            TurnEnvironment environment =
                    new TurnEnvironment(
                            request -> new Paced(),
                            List.of(),
                            new ToolPolicy(Map.of()),
                            new JdbiStandingApprovalStore(database),
                            new JdbiConversationStore(database),
                            journal,
                            TurnJournal.LEASE_DEFAULT,
                            "",
                            TurnLimits.DEFAULT,
                            InstantSource.system(),
                            new RandomIds());
            try (ChatService chat = new ChatService(environment, new PromptService(List.of()))) {
                for (int turns : new int[] {1, 100, 2_000}) {
                    answer(chat, journal, turns);
                }
            }
        }
    }

    private static void answer(ChatService chat, Counting journal, int count)
            throws InterruptedException {
        List<TurnLog> logs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ConversationId id = new ConversationId(new RandomIds().get());
            logs.add(chat.send(Principal.local(), id, UserInput.Text.of("Hi")));
        }
        long cpu = SYSTEM.getProcessCpuTime();
        long transactions = journal.transactions.get();
        long rows = journal.rows.get();
        long start = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(5));
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%,5d turns: %,7.1f tx/s, %,9.1f rows/s, CPU %5.1f %% of a core%n",
                count,
                (journal.transactions.get() - transactions) / seconds,
                (journal.rows.get() - rows) / seconds,
                (SYSTEM.getProcessCpuTime() - cpu) / 1e7 / seconds);
        for (TurnLog log : logs) {
            try (TurnFollower follower = log.follow(0)) {
                while (!follower.atEnd()) {
                    follower.take(Duration.ofSeconds(1));
                }
            }
        }
    }

    private static final class Counting extends ForwardingTurnJournal {

        private final AtomicLong transactions = new AtomicLong();
        private final AtomicLong rows = new AtomicLong();

        Counting(TurnJournal journal) {
            super(journal);
        }

        @Override
        public Set<TurnId> append(List<TurnAppend> appends) {
            transactions.incrementAndGet();
            rows.addAndGet(appends.size());
            return super.append(appends);
        }
    }

    /** An answer at the pace of a quick model. */
    private static final class Paced implements ModelStream {

        private final long start = System.nanoTime();
        private int said;

        @Override
        public ModelEvent next() {
            if (said == TOKENS) {
                return new ModelEvent.Finished(StopReason.STOP, Usage.NONE);
            }
            said++;
            try {
                long due = start + said * TOKEN.toNanos();
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            } catch (InterruptedException e) {
                throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted", e);
            }
            return new ModelEvent.TextDelta("token ");
        }

        @Override
        public void close() {}
    }
}
