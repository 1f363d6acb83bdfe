package dev.parley.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.ConversationId;
import dev.parley.storage.PostgresProcess;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas on one PostgreSQL, one of which dies, freezes, or is asked what the other runs. */
final class ReplicasIT {

    private static final Duration LEASE = Duration.ofSeconds(1);

    /** How soon a stop reaches the owner, and the end of its turn the reader. */
    private static final Duration STOP_MAX = Duration.ofMillis(1_500);

    /** Far more than any take-over needs. */
    private static final Duration TAKE_OVER_MAX = Duration.ofSeconds(10);

    private static final int DEATHS = 10;
    private static final int TURNS_A_DEATH = 10;
    private static final int FREEZES = 4;
    private static final int TURNS_A_FREEZE = 5;
    private static final int RACES = 20;
    private static final int REQUESTS_OF_ONE_KEY = 100;
    private static final int ROUTED_CONVERSATIONS = 12;

    /** Long enough to be surely running when something happens to its replica. */
    private static final int LONG = 1_000;

    private static final int SHORT = 10;

    private final Recorder recorder = new Recorder();
    private DatabaseWorld world = new DatabaseWorld("", Path.of("."), LEASE);

    @BeforeEach
    void newDatabase(@TempDir Path folder) {
        world = new DatabaseWorld(PostgresProcess.shared().newDatabase(), folder, LEASE);
    }

    @Test
    void f06AnotherReplicaEndsTheTurnOfADeadOne() throws Exception {
        List<Duration> latencies = new ArrayList<>();
        Life owner = Life.start(world, 0);
        Life other = Life.start(world, 0);
        for (int death = 0; death < DEATHS; death++) {
            latencies.addAll(die(owner.awaitReady(), other.awaitReady(), "d" + death));
            owner = other;
            other = Life.start(world, 0);
        }
        owner.close();
        other.awaitReady().close();

        assertThat(violations()).isEmpty();
        assertThat(latencies).hasSize(DEATHS * TURNS_A_DEATH);
        assertThat(latencies).allMatch(latency -> latency.compareTo(TAKE_OVER_MAX) < 0);
        Summary.current().takeOvers(latencies);
    }

    @Test
    void f08WhoWakesUpTooLateAddsNothing() throws Exception {
        try (Life owner = Life.start(world, 0).awaitReady();
                Life other = Life.start(world, 0).awaitReady();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int freeze = 0; freeze < FREEZES; freeze++) {
                List<Future<?>> turns = new ArrayList<>();
                List<Future<Life.Over>> readersOfTheFrozen = new ArrayList<>();
                CountDownLatch underWay = new CountDownLatch(TURNS_A_FREEZE);
                for (int number = 0; number < TURNS_A_FREEZE; number++) {
                    Script script =
                            new Script("z" + freeze + "-" + number, Script.Kind.WRITE, LONG / 3);
                    ConversationId id = new ConversationId(script.key());
                    TurnId turn = send(owner, id, script);
                    readersOfTheFrozen.add(executor.submit(() -> read(owner, id, turn, underWay)));
                    turns.add(
                            executor.submit(
                                    () -> {
                                        client(id, other, other).answer(script, turn);
                                        return null;
                                    }));
                }
                assertThat(underWay.await(5, TimeUnit.SECONDS)).isTrue();
                owner.signal("STOP");
                for (Future<?> turn : turns) {
                    turn.get();
                }
                owner.signal("CONT");
                for (Future<Life.Over> reader : readersOfTheFrozen) {
                    // It learns that it lost the turn when it next tries to save.
                    assertThat(reader.get()).isIn(Life.Over.CUT, Life.Over.ENDED);
                }
            }
        }

        assertThat(violations()).isEmpty();
    }

    @Test
    void f33AHundredRequestsOfOneKeyAreOneTurn() throws Exception {
        try (Life one = Life.start(world, 0).awaitReady();
                Life two = Life.start(world, 0).awaitReady();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Script script = new Script("same", Script.Kind.SAY, SHORT);
            ConversationId id = new ConversationId("same");
            List<Future<TurnId>> turns = new ArrayList<>();
            for (int number = 0; number < REQUESTS_OF_ONE_KEY; number++) {
                Life life = number % 2 == 0 ? one : two;
                turns.add(executor.submit(() -> send(life, id, script)));
            }

            Set<TurnId> different = new HashSet<>();
            for (Future<TurnId> turn : turns) {
                different.add(turn.get());
            }
            client(id, two, one).answer(script, different.iterator().next());

            assertThat(different).hasSize(1);
        }
        assertThat(violations()).isEmpty();
        assertThat(DurableFile.lines(world.folder().resolve(CrashService.MODEL_REQUESTS)))
                .containsExactly("same");
    }

    @Test
    void f34OfApprovalAndDenialOneWins() throws Exception {
        try (Life one = Life.start(world, 0).awaitReady();
                Life two = Life.start(world, 0).awaitReady();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int race = 0; race < RACES; race++) {
                Script script = new Script("race" + race, Script.Kind.ASK, SHORT);
                ConversationId id = new ConversationId(script.key());
                Client client = client(id, one, two);
                List<Seen> asked = client.watch(send(one, id, script));
                String calls = Client.calls(asked.getLast().event());

                String decide = "decide " + id + " " + script.key();
                Future<String> yes = executor.submit(() -> one.ask(decide + "-yes yes " + calls));
                Future<String> no = executor.submit(() -> two.ask(decide + "-no no " + calls));

                List<String> answers = List.of(yes.get(), no.get());
                assertThat(answers).filteredOn(it -> it.startsWith("turn ")).hasSize(1);
                assertThat(answers)
                        .filteredOn(it -> it.startsWith("refused "))
                        .singleElement()
                        .asString()
                        .containsAnyOf("ConversationBusy", "ApprovalRefused");
                boolean approved = answers.getFirst().startsWith("turn ");
                String winner = approved ? answers.getFirst() : answers.getLast();
                client.watch(
                        acknowledged(script.key() + (approved ? "-yes" : "-no"), id, "", winner));
                assertThat(executed(script)).isEqualTo(approved ? 1 : 0);
            }
        }
        assertThat(violations()).isEmpty();
    }

    @Test
    void f34ASecondMessageIsRefusedWhileATurnRuns() throws Exception {
        try (Life one = Life.start(world, 0).awaitReady();
                Life two = Life.start(world, 0).awaitReady()) {
            Script script = new Script("first", Script.Kind.SAY, LONG);
            ConversationId id = new ConversationId("busy");
            TurnId turn = send(one, id, script);

            String here = one.ask("send busy second second say 1");
            String there = two.ask("send busy third third say 1");
            two.ask("stop busy");
            client(id, one, two).watch(turn);

            assertThat(List.of(here, there))
                    .allMatch(answer -> answer.startsWith("refused ConversationBusy"));
        }
    }

    @Test
    void f35EveryRequestMayGoToAnyReplica() throws Exception {
        Random random = new Random(35);
        try (Life one = Life.start(world, 0).awaitReady();
                Life two = Life.start(world, 0).awaitReady();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int number = 0; number < ROUTED_CONVERSATIONS; number++) {
                ConversationId id = new ConversationId("routed" + number);
                Random own = new Random(random.nextLong());
                Client.Lives any = () -> own.nextBoolean() ? one : two;
                Client client = new Client(id, recorder, any);
                clients.add(
                        executor.submit(
                                () -> {
                                    for (Script.Kind kind : Script.Kind.values()) {
                                        client.converse(new Script(id + "-" + kind, kind, SHORT));
                                    }
                                    return null;
                                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        }
        assertThat(violations()).isEmpty();
    }

    @Test
    void f35AStopReachesTheOwnerWithinASecond() throws Exception {
        try (Life owner = Life.start(world, 0).awaitReady();
                Life other = Life.start(world, 0).awaitReady();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < RACES; number++) {
                ConversationId id = new ConversationId("stop" + number);
                TurnId turn = send(owner, id, new Script(id.value(), Script.Kind.SAY, LONG));
                CountDownLatch underWay = new CountDownLatch(1);
                Future<Life.Over> reader = executor.submit(() -> read(other, id, turn, underWay));
                assertThat(underWay.await(5, TimeUnit.SECONDS)).isTrue();

                long stopped = System.nanoTime();
                other.ask("stop " + id);
                reader.get();
                Duration took = Duration.ofNanos(System.nanoTime() - stopped);

                assertThat(took).isLessThan(STOP_MAX);
            }
        }
        assertThat(violations()).isEmpty();
    }

    @Test
    void f36NothingIsMissedWhenTheListeningConnectionIsCut() throws Exception {
        try (Life owner = Life.start(world, 0).awaitReady();
                Life other = Life.start(world, 0).awaitReady();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < FREEZES; number++) {
                Script script = new Script("deaf" + number, Script.Kind.BOTH, LONG / 4);
                ConversationId id = new ConversationId(script.key());
                TurnId turn = send(owner, id, script);
                CountDownLatch underWay = new CountDownLatch(1);
                Future<Life.Over> far = executor.submit(() -> read(other, id, turn, underWay));
                assertThat(underWay.await(5, TimeUnit.SECONDS)).isTrue();

                PostgresProcess.shared()
                        .execute(
                                """
                                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                WHERE query ILIKE 'listen%'""");
                client(id, owner, owner).watch(turn);
                long endedNearby = System.nanoTime();
                far.get();

                assertThat(Duration.ofNanos(System.nanoTime() - endedNearby)).isLessThan(STOP_MAX);
            }
        }
        assertThat(violations()).isEmpty();
    }

    /**
     * Kills the owner of turns whose readers are at the other replica; gives how long they wait.
     */
    private List<Duration> die(Life owner, Life other, String name) throws Exception {
        List<Future<Duration>> waits = new ArrayList<>();
        CountDownLatch underWay = new CountDownLatch(TURNS_A_DEATH);
        CountDownLatch dead = new CountDownLatch(1);
        long[] died = new long[1];
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < TURNS_A_DEATH; number++) {
                Script.Kind kind = Script.Kind.number(number);
                Script script = new Script(name + "-" + number, kind, LONG / 4);
                ConversationId id = new ConversationId(script.key());
                TurnId turn = send(owner, id, script);
                waits.add(
                        executor.submit(
                                () -> {
                                    List<Seen> seen = new ArrayList<>();
                                    long[] takenOver = new long[1];
                                    other.follow(
                                            id,
                                            turn,
                                            TurnPosition.START,
                                            event -> {
                                                if (seen.size() == 2) {
                                                    underWay.countDown();
                                                }
                                                if (event.fence() > 1 && takenOver[0] == 0) {
                                                    takenOver[0] = System.nanoTime();
                                                }
                                                seen.add(event);
                                            });
                                    recorder.add(new Reading("at the other", turn, seen));
                                    client(id, other, other).answer(script, turn);
                                    dead.await();
                                    return Duration.ofNanos(takenOver[0] - died[0]);
                                }));
            }
            assertThat(underWay.await(5, TimeUnit.SECONDS)).isTrue();
            died[0] = System.nanoTime();
            owner.kill();
            dead.countDown();
            List<Duration> latencies = new ArrayList<>();
            for (Future<Duration> wait : waits) {
                latencies.add(wait.get());
            }
            return latencies;
        }
    }

    private Life.Over read(Life life, ConversationId id, TurnId turn, CountDownLatch underWay)
            throws Exception {
        List<Seen> seen = new ArrayList<>();
        try {
            return life.follow(
                    id,
                    turn,
                    TurnPosition.START,
                    event -> {
                        if (event.live()) {
                            underWay.countDown();
                        }
                        seen.add(event);
                    });
        } finally {
            recorder.add(new Reading("reader", turn, seen));
        }
    }

    private TurnId send(Life life, ConversationId id, Script script) throws Exception {
        recorder.add(new Sending(script.key(), id, script.text(), null));
        String answer = life.ask("send " + id + " " + script.key() + " " + script.text());
        return acknowledged(script.key(), id, script.text(), answer);
    }

    private TurnId acknowledged(String key, ConversationId id, String text, String answer) {
        assertThat(answer).startsWith("turn ");
        TurnId turn = new TurnId(answer.substring("turn ".length()));
        recorder.add(new Sending(key, id, text, turn));
        return turn;
    }

    private Client client(ConversationId id, Life asked, Life read) {
        return new Client(id, recorder, () -> asked, () -> read);
    }

    private long executed(Script script) {
        return DurableFile.lines(world.folder().resolve(CrashService.CALLS)).stream()
                .filter(call -> call.contains(script.argumentsJson()))
                .count();
    }

    private List<Violation> violations() {
        List<Violation> violations = HistoryChecker.check(recorder.history(world));
        Summary.current().violations(violations);
        return violations;
    }
}
