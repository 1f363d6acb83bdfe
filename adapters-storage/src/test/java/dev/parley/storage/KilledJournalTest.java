package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.Message;
import dev.parley.token.Principal;
import dev.parley.turn.JournalEntry;
import dev.parley.turn.ReplicaId;
import dev.parley.turn.TakenTurn;
import dev.parley.turn.TurnEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * After a kill the next process finds every turn, with all that was acknowledged of it, no gap, and
 * the messages of exactly the appends that are there (P1, P2).
 */
@Timeout(60)
final class KilledJournalTest {

    private static final int KILLS = 3;
    private static final int ACKNOWLEDGED_MAX = 200;

    @RepeatedTest(KILLS)
    void f29NothingAcknowledgedIsLostOnH2(@TempDir Path folder) throws Exception {
        int acknowledged = acknowledgedUntilKilled(folder.toString());

        check(DatabaseConfig.in(folder), acknowledged);
    }

    @RepeatedTest(KILLS)
    void f05NothingAcknowledgedIsLostOnPostgres() throws Exception {
        String url = PostgresProcess.shared().newDatabase();

        int acknowledged = acknowledgedUntilKilled(url);

        check(DatabaseConfig.postgres(url), acknowledged);
    }

    /** Kills the program after a few acknowledgements; the number it acknowledged last. */
    private static int acknowledgedUntilKilled(String place)
            throws IOException, InterruptedException {
        int wanted = 1 + new Random().nextInt(ACKNOWLEDGED_MAX);
        int lines = 0;
        int last = 0;
        Process program = ChildJvm.start(JournalingProgram.class, place);
        try (BufferedReader output = program.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                // The last line may have been cut off.
                if (line.endsWith(".")) {
                    last = Integer.parseInt(line.substring(0, line.length() - 1));
                }
                if (++lines == wanted) {
                    // Not Process.destroyForcibly(), which throws away what was not read yet.
                    assertThat(program.toHandle().destroyForcibly()).isTrue();
                }
            }
        } finally {
            program.destroyForcibly();
        }
        assertThat(program.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(lines).isGreaterThanOrEqualTo(wanted);
        return last;
    }

    private static void check(DatabaseConfig config, int acknowledged) {
        try (Database database = Database.open(config)) {
            JdbiTurnJournal journal = new JdbiTurnJournal(database);
            JdbiConversationStore store = new JdbiConversationStore(database);
            List<TakenTurn> taken = taken(journal);
            List<Integer> lasts = new ArrayList<>();
            for (TakenTurn turn : taken) {
                List<JournalEntry> entries = journal.read(Map.of(turn.turn(), 0));
                List<String> saying = new ArrayList<>(List.of("Hi"));
                int last = 0;
                for (JournalEntry entry : entries) {
                    assertThat(entry.first()).isEqualTo(last + 1);
                    for (TurnEvent event : entry.events()) {
                        last++;
                        if (last > 1) {
                            assertThat(event).isEqualTo(JournalingProgram.event(last));
                        }
                    }
                    if (last > 1) {
                        saying.add("up to " + last);
                    }
                }
                assertThat(last).isGreaterThanOrEqualTo(acknowledged);
                assertThat(
                                store.find(Principal.local(), turn.conversation())
                                        .orElseThrow()
                                        .messages())
                        .extracting(Message::text)
                        .isEqualTo(saying);
                lasts.add(last);
            }
            assertThat(lasts).hasSize(JournalingProgram.TURNS);
            // They shared every transaction.
            assertThat(lasts.stream().distinct()).hasSize(1);
        }
    }

    /** All the program's turns; those a dying connection still locks come with a later look. */
    private static List<TakenTurn> taken(JdbiTurnJournal journal) {
        ReplicaId taker = new ReplicaId("taker");
        List<TakenTurn> taken = new ArrayList<>();
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (taken.size() < JournalingProgram.TURNS && System.nanoTime() < deadline) {
            taken.addAll(
                    journal.renew(
                            taker,
                            Duration.ofMinutes(1),
                            taken.stream().map(TakenTurn::turn).toList()));
        }
        return taken;
    }
}
