package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A turn this process runs, or is about to. Safe for use by many threads.
 *
 * @param requestKey see {@link TurnStart}
 * @param opened its log, once it is in the journal; fails when it was not opened
 */
record RunningTurn(
        TurnId turn,
        Principal owner,
        String requestKey,
        Cancellation cancellation,
        CompletableFuture<TurnLog> opened) {

    RunningTurn(TurnId turn, Principal owner, String requestKey) {
        this(turn, owner, requestKey, new Cancellation(), new CompletableFuture<>());
    }

    /** Whether it is in the journal and runs. */
    boolean isOpen() {
        return opened.isDone() && !opened.isCompletedExceptionally();
    }

    TurnStart start(
            ConversationId conversation,
            ReplicaId replica,
            ConversationEdit edit,
            List<TurnEvent> events) {
        return new TurnStart(turn, owner, conversation, replica, requestKey, edit, events);
    }

    boolean ownedBy(Principal principal) {
        return owner.key().equals(principal.key());
    }

    /** Whether it answers a request of {@code principal} with the given key. */
    boolean answers(Principal principal, String key) {
        return !key.isEmpty() && key.equals(requestKey) && ownedBy(principal);
    }

    /** Waits until it is open, or will never be. */
    void awaitOpen(Duration patience) throws InterruptedException {
        try {
            opened.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The caller goes on either way.
        }
    }

    /** Its log; waits until it is open, and throws what kept it from that. */
    TurnLog log() {
        try {
            return opened.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
