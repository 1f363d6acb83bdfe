package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class LaneTest {

    private final Semaphore workStarted = new Semaphore(0);
    private final Semaphore workDone = new Semaphore(0);
    private final Semaphore idleStepsDone = new Semaphore(0);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger idleStepsLeft = new AtomicInteger();
    private final AtomicInteger idleSteps = new AtomicInteger();
    private volatile int idleStepsWhenWorkEnded;
    private final Lane lane = new Lane("lane-test", 1, 1, this::work, this::idle);

    @AfterEach
    void close() {
        release.countDown();
        lane.close();
        assertThat(lane.ended(System.nanoTime() + TimeUnit.SECONDS.toNanos(5))).isTrue();
    }

    @Test
    void idleWorkIsDoneStepByStepUntilThereIsNoMore() throws Exception {
        release.countDown();
        idleStepsLeft.set(3);

        submit();

        assertThat(idleStepsDone.tryAcquire(3, 5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void workThatWaitsGoesBeforeIdleWork() throws Exception {
        submit();
        assertThat(workStarted.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        int before = idleSteps.get();
        submit();
        submit();

        release.countDown();

        assertThat(workDone.tryAcquire(3, 5, TimeUnit.SECONDS)).isTrue();
        assertThat(idleStepsWhenWorkEnded).isEqualTo(before);
    }

    @Test
    void idleWorkIsLookedForAgainAfterEachPieceOfWork() throws Exception {
        release.countDown();
        assertThat(idleStepsDone.tryAcquire(5, TimeUnit.SECONDS)).isTrue();

        submit();

        assertThat(idleStepsDone.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
    }

    private void submit() {
        lane.submit(new UnitOfWork<>(Scope.ALL, handle -> "not called"));
    }

    private void work(List<UnitOfWork<?>> units) {
        workStarted.release();
        try {
            assertThat(release.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("the lane's thread was interrupted", e);
        }
        idleStepsWhenWorkEnded = idleSteps.get();
        units.forEach(UnitOfWork::succeed);
        workDone.release();
    }

    private boolean idle() {
        idleSteps.incrementAndGet();
        boolean more = idleStepsLeft.updateAndGet(left -> Math.max(0, left - 1)) > 0;
        idleStepsDone.release();
        return more;
    }
}
