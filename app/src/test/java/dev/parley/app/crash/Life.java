package dev.parley.app.crash;

import dev.parley.conversation.ConversationId;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnPosition;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One program, from its start to its death, as its clients know it. Safe for use by many threads.
 */
final class Life implements AutoCloseable {

    /** Far more than anything takes; a program that is silent for so long hangs. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private static final String DEAD = "dead";

    /** How a reader's connection came to its end. */
    enum Over {
        ENDED,
        CUT,
        GONE
    }

    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> died = new CompletableFuture<>();
    private final Map<String, BlockingQueue<String>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final Body body;

    private Life(World world, long failpoint) {
        this.body = world.begin(failpoint, this::deliver, this::end);
    }

    /**
     * Starts a program; returns at once.
     *
     * @param failpoint where it dies; 0 for nowhere
     */
    static Life start(World world, long failpoint) {
        return new Life(world, failpoint);
    }

    /** Waits until it serves. */
    Life awaitReady() throws LifeEnded, InterruptedException {
        try {
            CompletableFuture.anyOf(ready, died).get(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the program does not start", e);
        }
        if (!ready.isDone()) {
            throw new LifeEnded("start");
        }
        return this;
    }

    /** Asks for something and waits for the answer. */
    String ask(String request) throws LifeEnded, InterruptedException {
        String number = Long.toString(requests.incrementAndGet());
        BlockingQueue<String> answers = send(number, request);
        try {
            return next(answers, request);
        } finally {
            waiting.remove(number);
        }
    }

    /** Has {@code reader} see all events of a turn behind {@code seen}. */
    Over follow(ConversationId conversation, TurnId turn, TurnPosition seen, Consumer<Seen> reader)
            throws LifeEnded, InterruptedException {
        String request =
                "follow " + conversation + " " + turn + " " + seen.fence() + " " + seen.sequence();
        String number = Long.toString(requests.incrementAndGet());
        BlockingQueue<String> answers = send(number, request);
        try {
            String answer = next(answers, request);
            while (answer.startsWith("seen ")) {
                reader.accept(Seen.of(answer.substring("seen ".length())));
                answer = next(answers, request);
            }
            return switch (answer) {
                case "over ended" -> Over.ENDED;
                case "over cut" -> Over.CUT;
                case "over gone" -> Over.GONE;
                default -> throw new IllegalStateException(request + ": " + answer);
            };
        } finally {
            waiting.remove(number);
        }
    }

    boolean alive() {
        return !died.isDone();
    }

    /** Ends it as a power failure would, and waits until it has. */
    void kill() {
        body.kill();
    }

    /** Sends it a signal such as {@code STOP}, as kill(1) does. */
    void signal(String name) throws IOException, InterruptedException {
        body.signal(name);
    }

    /** Waits for the end of a program that dies by itself. */
    void awaitDeath() {
        died.orTimeout(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS).join();
        body.close();
    }

    /** Ends it in order. */
    @Override
    public void close() {
        body.close();
    }

    private BlockingQueue<String> send(String number, String request) throws LifeEnded {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        waiting.put(number, answers);
        try {
            body.tell(number + " " + request);
        } catch (IOException e) {
            waiting.remove(number);
            throw new LifeEnded(request);
        }
        if (died.isDone()) {
            answers.add(DEAD);
        }
        return answers;
    }

    private static String next(BlockingQueue<String> answers, String request)
            throws LifeEnded, InterruptedException {
        @Nullable String answer = answers.poll(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("the program does not answer: " + request);
        }
        if (answer.equals(DEAD)) {
            throw new LifeEnded(request);
        }
        return answer;
    }

    private void deliver(String line) {
        if (line.equals("ready")) {
            ready.complete(null);
            return;
        }
        int space = line.indexOf(' ');
        BlockingQueue<String> answers = waiting.get(line.substring(0, space));
        if (answers != null) {
            answers.add(line.substring(space + 1));
        }
    }

    private void end() {
        died.complete(null);
        waiting.values().forEach(answers -> answers.add(DEAD));
    }
}
