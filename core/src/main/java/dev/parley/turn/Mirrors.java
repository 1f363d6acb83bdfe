package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Logs of turns that other replicas run, or that have ended, copied from the journal for as long as
 * someone follows them. Safe for use by many threads; {@link #refresh} by one.
 */
final class Mirrors {

    /** How long a log is kept that nobody follows: its reader may just be about to. */
    private static final Duration UNFOLLOWED_MAX = Duration.ofSeconds(30);

    private static final class Mirror {

        private final Principal owner;
        private final ConversationId conversation;
        private final TurnLog log;
        private volatile long followedNanos = System.nanoTime();

        private Mirror(Principal owner, ConversationId conversation, TurnLog log) {
            this.owner = owner;
            this.conversation = conversation;
            this.log = log;
        }

        private boolean abandoned() {
            if (log.followed()) {
                followedNanos = System.nanoTime();
            }
            return System.nanoTime() - followedNanos > UNFOLLOWED_MAX.toNanos();
        }
    }

    private final TurnJournal journal;
    private final ConcurrentMap<TurnId, Mirror> mirrors = new ConcurrentHashMap<>();

    Mirrors(TurnJournal journal) {
        this.journal = journal;
    }

    /** The log of one of the owner's turns, with what the journal has of it so far, if it has. */
    Optional<TurnLog> open(Principal owner, ConversationId conversation, TurnId turn) {
        if (!journal.holds(owner, conversation, turn)) {
            return Optional.empty();
        }
        Mirror mirror =
                mirrors.computeIfAbsent(
                        turn, id -> new Mirror(owner, conversation, new TurnLog(id)));
        mirror.followedNanos = System.nanoTime();
        catchUp(Map.of(turn, mirror));
        return Optional.of(mirror.log);
    }

    boolean isEmpty() {
        return mirrors.isEmpty();
    }

    /** Copies what is new. */
    void refresh() {
        mirrors.values().removeIf(mirror -> over(mirror.log));
        mirrors.values().removeIf(this::leave);
        catchUp(mirrors);
    }

    /** Ends the logs of turns that were deleted with their conversation. */
    void prune() {
        mirrors.forEach(
                (turn, mirror) -> {
                    if (!journal.holds(mirror.owner, mirror.conversation, turn)) {
                        mirror.log.cutOff();
                    }
                });
    }

    /** Ends all logs. */
    void close() {
        mirrors.values().forEach(mirror -> mirror.log.cutOff());
        mirrors.clear();
    }

    private boolean leave(Mirror mirror) {
        boolean leaves = mirror.abandoned();
        if (leaves) {
            mirror.log.cutOff();
        }
        return leaves;
    }

    private static boolean over(TurnLog log) {
        return log.ended() || log.cut();
    }

    private void catchUp(Map<TurnId, Mirror> behind) {
        Map<TurnId, Integer> after = new HashMap<>();
        behind.forEach((turn, mirror) -> after.put(turn, mirror.log.size()));
        if (after.isEmpty()) {
            return;
        }
        for (JournalEntry entry : journal.read(after)) {
            Mirror mirror = behind.get(entry.turn());
            if (mirror != null) {
                mirror.log.copy(entry);
            }
        }
    }
}
