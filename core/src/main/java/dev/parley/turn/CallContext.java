package dev.parley.turn;

import static java.lang.System.Logger.Level.WARNING;

import dev.parley.conversation.Part.Notice;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one tool call may use of its turn, until it is closed. Safe for use by many threads. */
final class CallContext implements ToolCallContext, AutoCloseable {

    /** The code of the notice that a server asked for what it must not ask for. */
    static final String REFUSED = "elicitation_refused";

    private static final System.Logger LOGGER = System.getLogger(CallContext.class.getName());

    /** Reports of progress of one call that are all passed on; later ones only now and then. */
    private static final int PROGRESS_MAX = 1000;

    private static final long PROGRESS_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    /** What one call may ask; a server that goes on is cancelled. */
    private static final int QUESTIONS_MAX = 20;

    private final String callId;
    private final TurnEnvironment environment;
    private final Instant deadline;
    private final TurnWriter writer;
    private final OpenElicitations elicitations;

    private final AtomicLong reports = new AtomicLong();
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
    private final AtomicInteger questions = new AtomicInteger();
    private final CompletableFuture<ElicitationAnswer> closed = new CompletableFuture<>();
    private final Set<ElicitationId> asked = ConcurrentHashMap.newKeySet();
    private final Map<String, ElicitationId> agreed = new ConcurrentHashMap<>();
    private final List<Notice> notices = new CopyOnWriteArrayList<>();

    CallContext(
            String callId,
            TurnEnvironment environment,
            Instant deadline,
            TurnWriter writer,
            OpenElicitations elicitations) {
        this.callId = callId;
        this.environment = environment;
        this.deadline = deadline;
        this.writer = writer;
        this.elicitations = elicitations;
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public void progress(ToolProgress progress) {
        if (!closed.isDone() && isWorthTelling()) {
            writer.append(new TurnEvent.ToolProgressed(callId, progress));
        }
    }

    @Override
    public ElicitationAnswer elicit(Elicitation elicitation) throws InterruptedException {
        Optional<String> objection = elicitation.objection();
        if (questions.incrementAndGet() > QUESTIONS_MAX || closed.isDone()) {
            return ElicitationAnswer.CANCELLED;
        }
        if (objection.isPresent()) {
            notices.add(refused(elicitation, objection.orElseThrow()));
            return ElicitationAnswer.DECLINED;
        }
        try {
            Optional<OpenElicitations.Open> open = elicitations.open(writer, elicitation);
            return open.isPresent()
                    ? ask(open.orElseThrow(), elicitation)
                    : ElicitationAnswer.CANCELLED;
        } catch (TurnJournalException e) {
            LOGGER.log(WARNING, "a question of " + elicitation.server() + " is cancelled", e);
            return ElicitationAnswer.CANCELLED;
        }
    }

    @Override
    public void elicitationCompleted(String elicitationId) {
        ElicitationId id = agreed.remove(elicitationId);
        if (id != null && !closed.isDone()) {
            writer.append(new TurnEvent.ElicitationCompleted(id));
        }
    }

    /** What the user is to be told of the call besides its result. */
    List<Notice> notices() {
        return List.copyOf(notices);
    }

    /** Ends whatever is still asked, before this returns; the call has no more to say. */
    @Override
    public void close() {
        closed.complete(ElicitationAnswer.CANCELLED);
        for (ElicitationId id : asked) {
            end(id, ElicitationAnswer.Action.CANCEL);
        }
    }

    private ElicitationAnswer ask(OpenElicitations.Open open, Elicitation elicitation)
            throws InterruptedException {
        ElicitationId id = open.id();
        asked.add(id);
        writer.append(new TurnEvent.ElicitationRequested(callId, id, elicitation));
        ElicitationAnswer given;
        try {
            given = await(open.answer());
        } catch (InterruptedException e) {
            elicitations.close(id);
            end(id, ElicitationAnswer.Action.CANCEL);
            throw e;
        }
        Optional<ElicitationAnswer> late = elicitations.close(id);
        // What was taken in the last moment was confirmed to the user, and so counts.
        given = given.equals(ElicitationAnswer.CANCELLED) ? late.orElse(given) : given;
        if (!end(id, given.action())) {
            return ElicitationAnswer.CANCELLED;
        }
        if (given.action() == ElicitationAnswer.Action.ACCEPT
                && elicitation instanceof Elicitation.Url url) {
            agreed.put(url.elicitationId(), id);
        }
        return given;
    }

    private ElicitationAnswer await(CompletableFuture<ElicitationAnswer> answer)
            throws InterruptedException {
        long millis = Duration.between(environment.clock().instant(), deadline).toMillis();
        try {
            return (ElicitationAnswer)
                    CompletableFuture.anyOf(answer, closed).get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return ElicitationAnswer.CANCELLED;
        } catch (ExecutionException e) {
            throw new AssertionError("neither ever fails", e);
        }
    }

    /** Says once how the question ended, whoever comes first: its asker or the end of the call. */
    private boolean end(ElicitationId id, ElicitationAnswer.Action action) {
        boolean first = asked.remove(id);
        if (first) {
            writer.append(new TurnEvent.ElicitationAnswered(id, action));
        }
        return first;
    }

    private static Notice refused(Elicitation elicitation, String objection) {
        return new Notice(
                REFUSED, "The server " + elicitation.server() + " " + objection + "; declined.");
    }

    /** The log keeps every event: a server that never stops telling must not fill it. */
    private boolean isWorthTelling() {
        long now = System.nanoTime();
        long last = lastNanos.get();
        return reports.incrementAndGet() <= PROGRESS_MAX
                || (now - last >= PROGRESS_PAUSE_NANOS && lastNanos.compareAndSet(last, now));
    }
}
