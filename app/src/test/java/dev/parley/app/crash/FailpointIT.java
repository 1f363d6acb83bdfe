package dev.parley.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.ConversationId;
import dev.parley.storage.PostgresProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Dies at the first step of a turn, then at the second, until a turn comes to its end alive. {@code
 * -Dcrash.stride} says how many steps are gone at once: each death costs a start of the program,
 * and {@link DeathInMemoryTest} misses none. The kinds run beside one another and beside other
 * tests: while one program starts, another one's turn mostly waits.
 */
@Execution(ExecutionMode.CONCURRENT)
final class FailpointIT {

    /** More than any script has: there, an enumeration would never end. */
    private static final int FAILPOINTS_MAX = 400;

    private static final int STRIDE = Integer.getInteger("crash.stride", 5);

    /** Not the same steps every day. */
    private static final int FIRST = 1 + (int) (System.currentTimeMillis() % STRIDE);

    private static final int TOKENS = 3;

    /** Where a dead program's turns are taken over only when its lease has run out. */
    private static final Duration LEASE_SHORT = Duration.ofMillis(300);

    /** The least a turn offers: else something is not counted. */
    private static final int DEATHS_MIN = 10 / STRIDE;

    /** In the midst of the answer, so that there is something to recover. */
    private static final int IN_THE_MIDST = 16;

    @ParameterizedTest
    @EnumSource(Script.Kind.class)
    void f05NothingIsLostWhicheverStepIsTheLast(Script.Kind kind, @TempDir Path folder)
            throws Exception {
        World world = DatabaseWorld.h2(folder);
        Recorder recorder = new Recorder();

        int deaths = dieAtEveryStep(world, recorder, kind);

        assertThat(violations(recorder, world)).isEmpty();
        assertThat(deaths).isGreaterThan(DEATHS_MIN);
        Summary.current().failpoints(deaths, recorder);
    }

    /** The server must not be stopped meanwhile. */
    @Test
    @ResourceLock(value = DatabaseFaultIT.POSTGRES, mode = ResourceAccessMode.READ)
    void f05NothingIsLostWhicheverStepIsTheLastOnPostgres(@TempDir Path folder) throws Exception {
        String url = PostgresProcess.shared().newDatabase();
        World world = new DatabaseWorld(url, folder, LEASE_SHORT);
        Recorder recorder = new Recorder();

        int deaths = dieAtEveryStep(world, recorder, Script.Kind.WRITE);

        assertThat(violations(recorder, world)).isEmpty();
        assertThat(deaths).isGreaterThan(DEATHS_MIN);
        Summary.current().failpoints(deaths, recorder);
    }

    @Test
    void f05NothingIsLostWhicheverStepOfTheRecoveryIsTheLast(@TempDir Path folder)
            throws Exception {
        World world = DatabaseWorld.h2(folder);
        Recorder recorder = new Recorder();

        int deaths;
        try (Succession lives = new Succession(world)) {
            int step = FIRST;
            int deathsBefore;
            do {
                deathsBefore = lives.deaths();
                lives.current().ask("arm " + IN_THE_MIDST);
                lives.armNext(step);
                String key = "recovery" + step;
                new Client(new ConversationId(key), recorder, lives)
                        .converse(new Script(key, Script.Kind.BOTH, TOKENS));
                step += STRIDE;
            } while (lives.deaths() == deathsBefore + 2 && step < FAILPOINTS_MAX);
            deaths = lives.deaths();
            assertThat(step).as("the recovery that no failpoint ended").isLessThan(FAILPOINTS_MAX);
        }

        assertThat(violations(recorder, world)).isEmpty();
        assertThat(deaths).isGreaterThan(2 * DEATHS_MIN);
        Summary.current().failpoints(deaths, recorder);
    }

    private static List<Violation> violations(Recorder recorder, World world) {
        History history = recorder.history(world);
        List<Violation> violations = HistoryChecker.check(history);
        Summary.current().calls(history.calls().size());
        Summary.current().violations(violations);
        return violations;
    }

    private static int dieAtEveryStep(World world, Recorder recorder, Script.Kind kind)
            throws Exception {
        try (Succession lives = new Succession(world)) {
            int step = FIRST;
            int deathsBefore;
            do {
                deathsBefore = lives.deaths();
                lives.current().ask("arm " + step);
                String key = kind.name().toLowerCase(Locale.ROOT) + step;
                new Client(new ConversationId(key), recorder, lives)
                        .converse(new Script(key, kind, TOKENS));
                step += STRIDE;
            } while (lives.deaths() > deathsBefore && step < FAILPOINTS_MAX);
            assertThat(step).as("the run that no failpoint ended").isLessThan(FAILPOINTS_MAX);
            return lives.deaths();
        }
    }
}
