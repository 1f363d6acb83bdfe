package dev.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.turn.TurnEvent.TextDelta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnLogTest {

    private static final TurnEvent END =
            new TurnEvent.Ended(new TurnOutcome.Completed(StopReason.STOP), Usage.NONE);

    @Test
    void followerReadsFromTheNumberItNames() throws Exception {
        TurnLog log = TurnLogs.of(delta(1), delta(2), delta(3), END);

        try (TurnFollower follower = log.follow(2)) {
            assertThat(follower.take(Duration.ZERO)).containsExactly(delta(3), END);
            assertThat(follower.position()).isEqualTo(4);
            assertThat(follower.atEnd()).isTrue();
        }
    }

    @Test
    void numberThatIsNotWrittenYetIsRefused() {
        TurnLog log = TurnLogs.of(delta(1));

        assertThatThrownBy(() -> log.follow(2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.follow(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void silenceGivesAnEmptyListAfterThePatience() throws Exception {
        TurnLog log = TurnLogs.of();

        try (TurnFollower follower = log.follow(0)) {
            assertThat(follower.take(Duration.ofMillis(5))).isEmpty();
            assertThat(follower.atEnd()).isFalse();
        }
    }

    @Test
    void nothingFollowsTheEnd() throws Exception {
        TurnLog log = TurnLogs.of(END);

        TurnLogs.append(log, delta(1));

        assertThat(TurnLogs.whole(log)).containsExactly(END);
    }

    @Test
    void interruptEndsTheWait() throws Exception {
        TurnLog log = TurnLogs.of();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread reader =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (TurnFollower follower = log.follow(0)) {
                                        follower.take(Duration.ofSeconds(30));
                                        thrown.complete(new AssertionError("not interrupted"));
                                    } catch (InterruptedException e) {
                                        thrown.complete(e);
                                    }
                                });

        reader.interrupt();

        assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void everyFollowerSeesEveryEventOfManyWritersOnceAndInOneOrder() throws Exception {
        int writers = 4;
        int each = 5_000;
        TurnLog log = TurnLogs.of();
        List<Future<List<TurnEvent>>> readers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                readers.add(threads.submit(() -> TurnLogs.whole(log)));
            }
            List<Callable<Void>> writing = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                int first = writer * each;
                writing.add(
                        () -> {
                            for (int i = 0; i < each; i++) {
                                TurnLogs.append(log, delta(first + i));
                            }
                            return null;
                        });
            }
            for (Future<Void> done : threads.invokeAll(writing)) {
                done.get();
            }
            TurnLogs.append(log, END);

            List<TurnEvent> expected = readers.getFirst().get(5, TimeUnit.SECONDS);
            assertThat(expected).hasSize(writers * each + 1).doesNotHaveDuplicates();
            for (Future<List<TurnEvent>> reader : readers) {
                assertThat(reader.get(5, TimeUnit.SECONDS)).isEqualTo(expected);
            }
        }
    }

    private static TurnEvent delta(int number) {
        return new TextDelta(0, "t" + number);
    }
}
