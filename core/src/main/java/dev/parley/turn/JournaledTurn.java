package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A turn in the {@link InMemoryTurnJournal}, whose lock guards it. */
final class JournaledTurn {

    private final TurnId id;
    private final Principal owner;
    private final ConversationId conversation;
    private final String requestKey;
    private final List<JournalEntry> entries = new ArrayList<>();
    private ReplicaId replica;
    private long fence = TurnStart.FENCE_FIRST;
    private int last;
    private boolean stopRequested;
    private boolean ended;
    private boolean eventsKept = true;
    private long endedNanos;

    JournaledTurn(TurnStart start) {
        this.id = start.turn();
        this.owner = start.owner();
        this.conversation = start.conversation();
        this.requestKey = start.requestKey();
        this.replica = start.replica();
        if (!start.events().isEmpty()) {
            add(new JournalEntry(id, fence, 1, start.events()));
        }
    }

    TurnId id() {
        return id;
    }

    Principal owner() {
        return owner;
    }

    ConversationId conversation() {
        return conversation;
    }

    String requestKey() {
        return requestKey;
    }

    ReplicaId replica() {
        return replica;
    }

    /** Sequence number of its last event; 0 when it has none. */
    int last() {
        return last;
    }

    boolean running() {
        return !ended;
    }

    boolean eventsKept() {
        return eventsKept;
    }

    boolean stopping(ReplicaId asking) {
        return ended || stopRequested || !replica.equals(asking);
    }

    boolean endedBefore(Duration ago) {
        return ended && System.nanoTime() - endedNanos >= ago.toNanos();
    }

    /** Whether it runs, and in the hands of who has this fence. */
    boolean isAt(long asked) {
        return !ended && fence == asked;
    }

    /** Whether it takes these events, or has them. */
    boolean accepts(TurnAppend append) {
        return fence == append.fence() && (!ended || append.last() <= last);
    }

    void add(TurnAppend append) {
        add(new JournalEntry(id, fence, append.first(), append.events()));
        if (append.ends()) {
            ended = true;
            endedNanos = System.nanoTime();
        }
    }

    Stream<JournalEntry> behind(int after) {
        return entries.stream()
                .filter(entry -> entry.last() > after)
                .map(entry -> entry.behind(after));
    }

    void requestStop() {
        stopRequested = true;
    }

    TakenTurn take(ReplicaId taker) {
        replica = taker;
        fence++;
        return new TakenTurn(id, owner, conversation, fence);
    }

    void dropEvents() {
        entries.clear();
        eventsKept = false;
    }

    private void add(JournalEntry entry) {
        entries.add(entry);
        last = entry.last();
    }
}
