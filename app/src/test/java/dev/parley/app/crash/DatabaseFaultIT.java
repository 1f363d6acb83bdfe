package dev.parley.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.ConversationId;
import dev.parley.storage.PostgresProcess;
import dev.parley.turn.TurnJournal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PostgreSQL that stops and comes back, before and in the midst of turns. */
@ResourceLock(DatabaseFaultIT.POSTGRES)
final class DatabaseFaultIT {

    /** The lock of the shared server, held while it is stopped. */
    static final String POSTGRES = "the shared PostgreSQL server";

    private static final int CLIENTS = 4;
    private static final int TOKENS = 400;
    private static final int KILLS = 3;
    private static final int STOPS_AT_SUBMIT = 3;

    private final Recorder recorder = new Recorder();
    private final PostgresProcess postgres = PostgresProcess.shared();
    private DatabaseWorld world = new DatabaseWorld("", Path.of("."), TurnJournal.LEASE_DEFAULT);

    @BeforeEach
    void newDatabase(@TempDir Path folder) {
        world = new DatabaseWorld(postgres.newDatabase(), folder, TurnJournal.LEASE_DEFAULT);
    }

    @Test
    void f24AMessageSentWhileTheDatabaseIsDownIsThereOnceItIsBack() throws Exception {
        try (Life life = Life.start(world, 0).awaitReady();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int stop = 0; stop < STOPS_AT_SUBMIT; stop++) {
                postgres.stop();
                List<Future<?>> clients = new ArrayList<>();
                CountDownLatch refused = new CountDownLatch(CLIENTS);
                for (int number = 0; number < CLIENTS; number++) {
                    Script script =
                            new Script("down" + stop + "-" + number, Script.Kind.number(number), 5);
                    ConversationId id = new ConversationId(script.key());
                    Client.Lives lives =
                            () -> {
                                refused.countDown();
                                return life;
                            };
                    clients.add(executor.submit(() -> converse(id, lives, script)));
                }
                // Each client has asked at least once while nothing could be saved.
                assertThat(refused.await(10, TimeUnit.SECONDS)).isTrue();
                postgres.start();
                for (Future<?> client : clients) {
                    client.get();
                }
            }
        }

        assertThat(violations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 20})
    void f25ATurnOutlivesADatabaseThatIsDownForSeconds(int seconds) throws Exception {
        whileTurnsRun(
                () -> {
                    postgres.stop();
                    TimeUnit.SECONDS.sleep(seconds);
                    postgres.start();
                });

        assertThat(violations()).isEmpty();
    }

    @Test
    void f30ATurnOutlivesTheDeathOfThePostmaster() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            whileTurnsRun(
                    () -> {
                        postgres.kill();
                        postgres.start();
                    });
        }

        assertThat(violations()).isEmpty();
    }

    /** Something that befalls the database. */
    @FunctionalInterface
    private interface Fault {
        void happen() throws Exception;
    }

    /** Has a fault happen while clients converse, who then go on until they have their answers. */
    private void whileTurnsRun(Fault fault) throws Exception {
        String name = "turn" + recorder.turns() + "-";
        AtomicBoolean over = new AtomicBoolean();
        try (Life life = Life.start(world, 0).awaitReady();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            CountDownLatch underWay = new CountDownLatch(2 * CLIENTS);
            for (int number = 0; number < CLIENTS; number++) {
                ConversationId id = new ConversationId(name + number);
                Client.Lives lives =
                        () -> {
                            underWay.countDown();
                            return life;
                        };
                Script.Kind kind = Script.Kind.number(number);
                clients.add(
                        executor.submit(
                                () -> {
                                    for (int next = 0; !over.get(); next++) {
                                        String key = id + "-" + next;
                                        converse(id, lives, new Script(key, kind, TOKENS));
                                    }
                                    return null;
                                }));
            }
            assertThat(underWay.await(10, TimeUnit.SECONDS)).isTrue();
            fault.happen();
            over.set(true);
            for (Future<?> client : clients) {
                client.get();
            }
        }
    }

    private Void converse(ConversationId id, Client.Lives lives, Script script)
            throws InterruptedException {
        new Client(id, recorder, lives).converse(script);
        return null;
    }

    private List<Violation> violations() {
        List<Violation> violations = HistoryChecker.check(recorder.history(world));
        Summary.current().violations(violations);
        return violations;
    }
}
