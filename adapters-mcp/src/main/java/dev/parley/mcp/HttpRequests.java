package dev.parley.mcp;

import dev.parley.token.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The HTTP requests of one connection: blocking work on virtual threads, which ends when it is
 * given up. Safe for use by many threads.
 */
final class HttpRequests {

    /** For what is not given up from outside. */
    static final Duration SHORT_MAX = Duration.ofSeconds(30);

    /** For requests that end when they are given up, and streams that do not end. */
    static final Duration UNLIMITED = Duration.ZERO;

    /** A server that asks faster than it takes answers gets no more of them. */
    private static final int ANSWERS_MAX = 32;

    /** Reads a response, which is closed for it. */
    interface Reader<T> {
        T read(Response response) throws IOException;
    }

    /** Requests that belong together. */
    interface Work {
        void run(Errand errand) throws IOException;
    }

    private final OkHttpClient http;
    private final Map<String, Secret> headers;
    private final String scheme;
    private final Supplier<Optional<Secret>> accessToken;
    private final Set<Errand> errands = ConcurrentHashMap.newKeySet();
    private final Semaphore answers = new Semaphore(ANSWERS_MAX);
    private volatile boolean closed;

    /**
     * No requests yet.
     *
     * @param headers go out with each
     * @param scheme the word before the access token
     * @param accessToken is asked for each; may block briefly, and throw what a request then fails
     *     with
     */
    HttpRequests(
            OkHttpClient http,
            Map<String, Secret> headers,
            String scheme,
            Supplier<Optional<Secret>> accessToken) {
        this.http = http;
        this.headers = Map.copyOf(headers);
        this.scheme = scheme;
        this.accessToken = accessToken;
    }

    /** A request without the headers of the settings. */
    static Request.Builder to(HttpUrl url) {
        // A compressed answer would have to be counted again when it is unpacked.
        return new Request.Builder()
                .url(url)
                .header("Accept-Encoding", "identity")
                .header("Cache-Control", "no-cache");
    }

    /** Does work on a thread of its own. Cancelling the Mono gives the work up. */
    Mono<Void> run(Work work) {
        return Mono.defer(
                () -> {
                    Errand errand = new Errand();
                    errands.add(errand);
                    if (closed) {
                        errand.giveUp();
                    }
                    return run(errand, work);
                });
    }

    /** Like {@link #run}, for answers and notifications: fails when too many are on their way. */
    Mono<Void> tell(Work work) {
        return Mono.defer(
                () ->
                        answers.tryAcquire()
                                ? run(work).doFinally(signal -> answers.release())
                                : Mono.error(new IOException("too many messages at a time")));
    }

    /** Gives up all work and does a last one. */
    Mono<Void> close(Work last) {
        return Mono.defer(
                () -> {
                    closed = true;
                    List.copyOf(errands).forEach(Errand::giveUp);
                    return run(new Errand(), last);
                });
    }

    private Mono<Void> run(Errand errand, Work work) {
        return Mono.create(
                sink -> {
                    sink.onCancel(errand::giveUp);
                    Thread.ofVirtual()
                            .name("mcp-http")
                            .start(
                                    () -> {
                                        try {
                                            work.run(errand);
                                            sink.success();
                                        } catch (IOException | RuntimeException | Error e) {
                                            if (errand.isGivenUp()) {
                                                // Whoever waited has been told why already.
                                                sink.success();
                                            } else {
                                                sink.error(e);
                                            }
                                        } finally {
                                            errands.remove(errand);
                                        }
                                    });
                });
    }

    /** One piece of work: requests one after the other, on one thread; given up by any. */
    final class Errand {

        private final CountDownLatch givenUp = new CountDownLatch(1);
        private volatile @Nullable Call current;

        /**
         * Sends a request and reads the response.
         *
         * @throws NotReached when the request surely did nothing
         * @throws Unauthorized when the server says so
         */
        <T> T exchange(Request.Builder request, Duration limit, Reader<T> reader)
                throws IOException {
            headers.forEach((name, value) -> request.header(name, value.reveal()));
            Optional<Secret> token = accessToken.get();
            token.ifPresent(it -> request.header("Authorization", scheme + " " + it.reveal()));
            try (Response response = send(request.build(), limit)) {
                if (response.code() == 401 || response.code() == 403) {
                    throw new Unauthorized(
                            response.code(),
                            response.headers("WWW-Authenticate"),
                            token.orElse(null));
                }
                return read(response, reader);
            } finally {
                current = null;
            }
        }

        private <T> T read(Response response, Reader<T> reader) throws IOException {
            boolean read = false;
            try {
                T result = reader.read(response);
                read = true;
                return result;
            } finally {
                if (!read) {
                    // Or else closing it takes in some more of what nobody wants.
                    cancelCurrent();
                }
            }
        }

        private Response send(Request request, Duration limit) throws IOException {
            try {
                return execute(request, limit);
            } catch (IOException e) {
                throw request.body() instanceof JsonBody body && body.isBegun()
                        ? e
                        : new NotReached(e);
            }
        }

        private Response execute(Request request, Duration limit) throws IOException {
            Call call = http.newCall(request);
            call.timeout().timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
            current = call;
            if (isGivenUp()) {
                throw new IOException("given up");
            }
            return call.execute();
        }

        /**
         * Waits.
         *
         * @throws IOException as soon as the work is given up
         */
        void pause(Duration time) throws IOException {
            try {
                if (givenUp.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException("given up");
                }
            } catch (InterruptedException e) {
                throw new IOException("nobody interrupts this thread", e);
            }
        }

        boolean isGivenUp() {
            return givenUp.getCount() == 0;
        }

        private void giveUp() {
            givenUp.countDown();
            cancelCurrent();
        }

        private void cancelCurrent() {
            Call call = current;
            if (call != null) {
                call.cancel();
            }
        }
    }
}
