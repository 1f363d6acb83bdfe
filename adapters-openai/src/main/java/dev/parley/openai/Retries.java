package dev.parley.openai;

import dev.parley.model.ModelException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Tries again what failed for a while. Safe for use by many threads. */
final class Retries {

    /** Says that an attempt failed and another may not. */
    static final class Again extends Exception {
        private static final long serialVersionUID = 1;

        private final ModelException failure;

        Again(ModelException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** One attempt. */
    interface Attempt<T> {
        T run() throws Again;
    }

    /** A user waits; what takes longer is better said than waited for. */
    private static final Duration ASKED_WAIT_MAX = Duration.ofSeconds(30);

    private static final long FIRST_WAIT_MILLIS = 500;
    private static final long WAIT_MILLIS_MAX = 8000;

    private final int retriesMax;

    Retries(int retriesMax) {
        this.retriesMax = retriesMax;
    }

    <T> T run(Attempt<T> attempt) {
        for (int retry = 0; ; retry++) {
            try {
                return attempt.run();
            } catch (Again again) {
                ModelException failure = again.failure;
                Duration wait = failure.retryAfter().orElse(backoff(retry));
                if (retry >= retriesMax || wait.compareTo(ASKED_WAIT_MAX) > 0) {
                    throw failure;
                }
                sleep(wait);
            }
        }
    }

    /** Half a second, doubled each time, less up to a quarter so that callers spread out. */
    private static Duration backoff(int retry) {
        long millis = Math.min(FIRST_WAIT_MILLIS << Math.min(retry, 10), WAIT_MILLIS_MAX);
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 4));
    }

    private static void sleep(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CallWatch.interrupted(e);
        }
    }
}
