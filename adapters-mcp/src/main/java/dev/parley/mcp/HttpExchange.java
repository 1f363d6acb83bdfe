package dev.parley.mcp;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One HTTP request and its response, watched to its end. Safe for use by many threads. */
final class HttpExchange<T> {

    private final HttpResponse.BodyHandler<T> handler;
    private final IntConsumer onStatus;
    private final Runnable onEnd;
    private final Runnable onGivenUp;
    private volatile @Nullable CompletableFuture<HttpResponse<T>> response;
    private volatile @Nullable Body body;

    /**
     * An exchange not sent yet.
     *
     * @param onEnd runs once the reader has seen the end of the response; not when the reader gave
     *     up, the exchange was aborted or there was no response
     * @param onGivenUp runs when the reader stops before the end
     */
    HttpExchange(
            HttpResponse.BodyHandler<T> handler,
            IntConsumer onStatus,
            Runnable onEnd,
            Runnable onGivenUp) {
        this.handler = handler;
        this.onStatus = onStatus;
        this.onEnd = onEnd;
        this.onGivenUp = onGivenUp;
    }

    CompletableFuture<HttpResponse<T>> send(HttpClient client, HttpRequest request) {
        CompletableFuture<HttpResponse<T>> sent =
                client.sendAsync(
                        request,
                        head -> {
                            onStatus.accept(head.statusCode());
                            Body watched = new Body(handler.apply(head));
                            body = watched;
                            return watched;
                        });
        response = sent;
        return sent;
    }

    void abort() {
        Body current = body;
        CompletableFuture<HttpResponse<T>> sent = response;
        if (current != null) {
            current.abort();
        } else if (sent != null) {
            sent.cancel(true);
        }
    }

    /** Whether the reader stopped before the end. */
    boolean isGivenUp() {
        Body current = body;
        return current != null && current.givenUp;
    }

    /** Passes a body on, and the end of it before it tells {@code onEnd}. */
    private final class Body implements HttpResponse.BodySubscriber<T> {

        private final HttpResponse.BodySubscriber<T> reader;

        /** Signals of one stream must not overlap, and an abort comes from another thread. */
        private final ReentrantLock signals = new ReentrantLock();

        private Flow.@Nullable Subscription source;
        private boolean over;
        private volatile boolean givenUp;

        Body(HttpResponse.BodySubscriber<T> reader) {
            this.reader = reader;
        }

        @Override
        public CompletionStage<T> getBody() {
            return reader.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            reader.onSubscribe(
                    new Flow.Subscription() {
                        @Override
                        public void request(long count) {
                            subscription.request(count);
                        }

                        @Override
                        public void cancel() {
                            givenUp = true;
                            subscription.cancel();
                            onGivenUp.run();
                        }
                    });
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            signal(false, () -> reader.onNext(item));
        }

        @Override
        public void onError(Throwable cause) {
            if (signal(true, () -> reader.onError(cause))) {
                onEnd.run();
            }
        }

        @Override
        public void onComplete() {
            if (signal(true, reader::onComplete)) {
                onEnd.run();
            }
        }

        void abort() {
            Flow.Subscription subscription = source;
            if (subscription != null) {
                subscription.cancel();
            }
            signal(true, () -> reader.onError(new IOException("the request was given up")));
        }

        private boolean signal(boolean last, Runnable pass) {
            signals.lock();
            try {
                if (over) {
                    return false;
                }
                over = last;
                pass.run();
                return true;
            } finally {
                signals.unlock();
            }
        }
    }
}
