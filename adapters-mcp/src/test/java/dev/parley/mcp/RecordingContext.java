package dev.parley.mcp;

import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A call's context that keeps the progress it is told. */
final class RecordingContext implements ToolCallContext {

    private final Instant deadline;
    private final List<ToolProgress> progress = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);

    private RecordingContext(Instant deadline) {
        this.deadline = deadline;
    }

    static RecordingContext within(Duration limit) {
        return new RecordingContext(Instant.now().plus(limit));
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public void progress(ToolProgress step) {
        progress.add(step);
        first.countDown();
    }

    List<ToolProgress> steps() {
        return progress;
    }

    void awaitProgress() throws InterruptedException {
        if (!first.await(5, TimeUnit.SECONDS)) {
            throw new AssertionError("no progress within 5 s");
        }
    }
}
