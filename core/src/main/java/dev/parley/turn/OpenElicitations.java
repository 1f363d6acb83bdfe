package dev.parley.turn;

import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What tool calls of this process have asked and wait for. The journal takes the answers, at any
 * replica; {@link TurnWatch} brings them here. Safe for use by many threads.
 */
final class OpenElicitations {

    /** A question that can be answered now, and what its answer completes. */
    record Open(ElicitationId id, CompletableFuture<ElicitationAnswer> answer) {}

    private final TurnJournal journal;
    private final Supplier<String> ids;
    private final Map<ElicitationId, CompletableFuture<ElicitationAnswer>> waiting =
            new ConcurrentHashMap<>();

    OpenElicitations(TurnJournal journal, Supplier<String> ids) {
        this.journal = journal;
        this.ids = ids;
    }

    /**
     * Makes the question one that can be answered.
     *
     * @return empty when the turn is not this process's any more
     */
    Optional<Open> open(TurnWriter turn, Elicitation elicitation) {
        ElicitationId id = new ElicitationId(ids.get());
        CompletableFuture<ElicitationAnswer> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        boolean asked = false;
        try {
            asked = journal.ask(turn.log().turn(), turn.fence(), id, elicitation);
        } finally {
            if (!asked) {
                waiting.remove(id);
            }
        }
        return asked ? Optional.of(new Open(id, answer)) : Optional.empty();
    }

    /** The questions that are open. */
    List<ElicitationId> ids() {
        return List.copyOf(waiting.keySet());
    }

    void deliver(ElicitationId id, ElicitationAnswer answer) {
        CompletableFuture<ElicitationAnswer> future = waiting.get(id);
        if (future != null) {
            future.complete(answer);
        }
    }

    /**
     * Ends a question, so that nobody answers it any more.
     *
     * @return the answer, if one came before
     */
    Optional<ElicitationAnswer> close(ElicitationId id) {
        CompletableFuture<ElicitationAnswer> known = waiting.remove(id);
        Optional<ElicitationAnswer> kept = journal.endElicitation(id);
        return known != null && known.isDone() ? Optional.of(known.join()) : kept;
    }
}
