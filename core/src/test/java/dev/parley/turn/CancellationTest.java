package dev.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.turn.Cancellation.Cancelled;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CancellationTest {

    private static final TurnOutcome STOPPED = new TurnOutcome.Stopped();

    private final Cancellation cancellation = new Cancellation();

    @Test
    void windowIsInterruptedAndTheFlagIsClearAfterwards() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread turn =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        cancellation.interruptibly(
                                                () -> {
                                                    inside.countDown();
                                                    new CountDownLatch(1).await();
                                                    return "never";
                                                });
                                    } catch (Cancelled e) {
                                        flag.complete(Thread.currentThread().isInterrupted());
                                    }
                                });
        assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();

        cancellation.cancel(STOPPED);

        assertThat(flag.get(5, TimeUnit.SECONDS)).isFalse();
        turn.join();
    }

    @Test
    void threadIsNotInterruptedOutsideAWindow() {
        cancellation.interruptibly(() -> "done");

        cancellation.cancel(STOPPED);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void nextWindowDoesNotOpenAfterACancel() {
        cancellation.cancel(STOPPED);

        assertThatThrownBy(() -> cancellation.interruptibly(() -> "never"))
                .isInstanceOfSatisfying(
                        Cancelled.class, it -> assertThat(it.outcome()).isEqualTo(STOPPED));
    }

    @Test
    void firstOutcomeWins() {
        cancellation.cancel(STOPPED);
        cancellation.cancel(new TurnOutcome.Interrupted("late", "Too late."));

        assertThatThrownBy(() -> cancellation.interruptibly(() -> "never"))
                .isInstanceOfSatisfying(
                        Cancelled.class, it -> assertThat(it.outcome()).isEqualTo(STOPPED));
    }

    @Test
    void failureInsideAWindowPassesThroughWhenNobodyCancelled() {
        assertThatThrownBy(
                        () ->
                                cancellation.interruptibly(
                                        () -> {
                                            throw new IllegalArgumentException("mine");
                                        }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mine");
    }
}
