package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.Message;
import dev.parley.token.Principal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Promise P1: what was acknowledged survives the death of the process (F-29). */
@Timeout(60)
final class KilledProcessTest {

    private static final int KILLS_H2 = 12;
    private static final int KILLS_POSTGRES = 6;
    private static final int ACKNOWLEDGED_MAX = 1_000;

    @RepeatedTest(KILLS_H2)
    void f29NoAcknowledgedMessageIsLostOnH2(@TempDir Path folder) throws Exception {
        assertNothingLost(folder.toString());
    }

    /** Otherwise that begins when a process is some seconds old: see {@link H2FileHead}. */
    @RepeatedTest(KILLS_H2)
    void f29NoCommitIntoSpaceThatBecameFreeIsLostOnH2(@TempDir Path folder) throws Exception {
        assertNothingLost(folder.toString(), AppendingProgram.REUSING);
    }

    @RepeatedTest(KILLS_POSTGRES)
    void f29NoAcknowledgedMessageIsLostOnPostgres() throws Exception {
        assertNothingLost(Postgres.URL);
    }

    /** One database for all kills: what earlier processes were told must be there as well. */
    private static final class Postgres {
        private static final String URL = PostgresProcess.shared().newDatabase();
    }

    private static void assertNothingLost(String where, String... options) throws Exception {
        int wanted = 1 + new Random().nextInt(ACKNOWLEDGED_MAX);

        List<String> acknowledged = appendedUntilKilled(wanted, where, options);

        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(wanted);
        assertThat(stored(where)).containsAll(acknowledged);
    }

    /** Kills the writing process as soon as it has acknowledged {@code wanted} messages. */
    private static List<String> appendedUntilKilled(int wanted, String where, String... options)
            throws IOException, InterruptedException {
        List<String> acknowledged = new ArrayList<>();
        Process writer =
                ChildJvm.start(
                        AppendingProgram.class,
                        Stream.concat(Stream.of(where), Stream.of(options)).toArray(String[]::new));
        try (BufferedReader lines = writer.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.add(line);
                if (acknowledged.size() == wanted) {
                    // Not Process.destroyForcibly(), which throws away what was not read yet.
                    assertThat(writer.toHandle().destroyForcibly()).isTrue();
                }
            }
        } finally {
            writer.destroyForcibly();
        }
        assertThat(writer.waitFor(5, TimeUnit.SECONDS)).isTrue();
        // The last line may have been cut off.
        acknowledged.removeIf(id -> id.length() < 36);
        return acknowledged;
    }

    private static Set<String> stored(String where) {
        Set<String> stored = new HashSet<>();
        try (Database database = Database.open(ChildJvm.config(where))) {
            JdbiConversationStore store = new JdbiConversationStore(database);
            for (int i = 0; i < AppendingProgram.WRITERS; i++) {
                for (Message message :
                        store.find(Principal.local(), AppendingProgram.conversation(i))
                                .orElseThrow()
                                .messages()) {
                    assertThat(message.text()).isEqualTo("text of " + message.id());
                    assertThat(stored.add(message.id().value())).isTrue();
                }
            }
        }
        return stored;
    }
}
