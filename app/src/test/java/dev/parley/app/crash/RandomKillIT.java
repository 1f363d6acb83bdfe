package dev.parley.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.ConversationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Kills the program at random moments while several clients converse. {@code -Dcrash.kills} says
 * how often, {@code -Dcrash.seed} repeats a run's choices.
 */
@Execution(ExecutionMode.CONCURRENT)
final class RandomKillIT {

    private static final int KILLS = Integer.getInteger("crash.kills", 30);
    private static final long SEED =
            Long.getLong("crash.seed", System.currentTimeMillis() % 1_000_000);

    /** So many deaths a database is made to live through before its history is checked. */
    private static final int KILLS_A_WORLD = 25;

    private static final int WORLDS_AT_ONCE = 2;
    private static final int CLIENTS = 3;
    private static final int TOKENS_MAX = 60;
    private static final Duration LIFE_MAX = Duration.ofMillis(600);

    @Test
    void f29NothingIsLostWhenTheProgramIsKilledAtRandom(@TempDir Path folder) throws Exception {
        System.out.println("seed " + SEED + " (-Dcrash.seed), " + KILLS + " kills");
        List<Callable<List<Violation>>> worlds = new ArrayList<>();
        for (int killed = 0; killed < KILLS; killed += KILLS_A_WORLD) {
            int number = killed / KILLS_A_WORLD;
            int kills = Math.min(KILLS_A_WORLD, KILLS - killed);
            Path own = Files.createDirectory(folder.resolve("world" + number));
            worlds.add(() -> killOften(DatabaseWorld.h2(own), kills, SEED + number));
        }

        List<Violation> violations = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(WORLDS_AT_ONCE)) {
            for (Future<List<Violation>> world : executor.invokeAll(worlds)) {
                violations.addAll(world.get());
            }
        }

        assertThat(violations).isEmpty();
    }

    private static List<Violation> killOften(World world, int kills, long seed) throws Exception {
        Random random = new Random(seed);
        Recorder recorder = new Recorder();
        AtomicBoolean enough = new AtomicBoolean();
        try (Succession lives = new Succession(world);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int number = 0; number < CLIENTS; number++) {
                Random own = new Random(random.nextLong());
                ConversationId id = new ConversationId("c" + seed + "-" + number);
                Client client = new Client(id, recorder, lives);
                clients.add(executor.submit(() -> converse(client, id.value(), own, enough)));
            }
            for (int kill = 0; kill < kills; kill++) {
                Life life = lives.current();
                TimeUnit.MILLISECONDS.sleep(random.nextLong(LIFE_MAX.toMillis()));
                life.kill();
            }
            enough.set(true);
            for (Future<?> client : clients) {
                client.get();
            }
        }
        History history = recorder.history(world);
        List<Violation> violations = HistoryChecker.check(history);
        Summary.current().kills(kills, SEED, recorder);
        Summary.current().calls(history.calls().size());
        Summary.current().violations(violations);
        return violations;
    }

    private static Void converse(Client client, String name, Random random, AtomicBoolean enough)
            throws InterruptedException {
        for (int number = 1; !enough.get(); number++) {
            Script.Kind kind = Script.Kind.number(random.nextInt(1_000));
            client.converse(new Script(name + "-" + number, kind, 1 + random.nextInt(TOKENS_MAX)));
        }
        return null;
    }
}
