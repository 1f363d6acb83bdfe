package dev.parley.openai;

import com.openai.core.Sleeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The SDK's own retries are off; its usual sleeper would keep a thread for them. */
final class NoSleeper implements Sleeper {

    @Override
    public void sleep(Duration duration) {
        throw new IllegalStateException("the SDK must not retry");
    }

    @Override
    public CompletableFuture<Void> sleepAsync(Duration duration) {
        return CompletableFuture.failedFuture(new IllegalStateException("the SDK must not retry"));
    }

    @Override
    public void close() {}
}
