package dev.parley.openai;

import dev.parley.model.ModelException;
import dev.parley.model.ModelException.Kind;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * Watches one call for silence and for its whole time. The reader says when it waits; {@link
 * Watchdog} looks from its own thread and cancels the call, which OkHttp allows from any thread.
 */
final class CallWatch {

    /** Enough for the usage and the end mark that follow an answer's last words. */
    private static final Duration AFTER_WHOLE = Duration.ofSeconds(5);

    private final long startedAt = System.nanoTime();
    private final long callNanosMax;
    private volatile long silenceNanosMax;

    private volatile boolean waiting;
    private volatile long waitingSince;
    private volatile @Nullable Kind verdict;
    private volatile @Nullable Call call;

    CallWatch(Duration silenceMax, Duration callTimeMax) {
        silenceNanosMax = silenceMax.toNanos();
        callNanosMax = callTimeMax.toNanos();
    }

    /** The call that begins now: to be cancelled, at once when its time is up already. */
    void attach(Call started) {
        call = started;
        waits();
        if (verdict != null) {
            started.cancel();
        }
    }

    void waits() {
        waitingSince = System.nanoTime();
        waiting = true;
    }

    void arrived() {
        waiting = false;
    }

    /** The answer is whole; little more is worth waiting for. */
    void whole() {
        silenceNanosMax = Math.min(silenceNanosMax, AFTER_WHOLE.toNanos());
    }

    void look(long now) {
        if (verdict != null) {
            return;
        }
        if (now - startedAt > callNanosMax) {
            end(Kind.TOO_LONG);
        } else if (waiting && now - waitingSince > silenceNanosMax) {
            end(Kind.STALLED);
        }
    }

    /** Closes the connection. */
    void cancel() {
        Call attached = call;
        if (attached != null) {
            attached.cancel();
        }
    }

    /** What a failed connection or read means: our own doing, or the world's. */
    ModelException translate(IOException e, Kind otherwise, String sentence) {
        if (Thread.currentThread().isInterrupted()) {
            return interrupted(e);
        }
        Kind ended = verdict;
        if (ended == Kind.STALLED) {
            return new ModelException(
                    ended, "The model stopped responding: nothing came for too long.", e);
        }
        if (ended != null) {
            return new ModelException(ended, "The model's answer took too long in all.", e);
        }
        return new ModelException(otherwise, sentence, e);
    }

    static ModelException interrupted(@Nullable Throwable cause) {
        return new ModelException(Kind.INTERRUPTED, "The wait for the model was stopped.", cause);
    }

    private void end(Kind why) {
        verdict = why;
        cancel();
    }
}
