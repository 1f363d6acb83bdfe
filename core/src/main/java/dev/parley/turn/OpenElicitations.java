package dev.parley.turn;

import dev.parley.token.Principal;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What tool calls of this process have asked and wait for. The journal takes the answers, at any
 * replica, also for calls of others; {@link TurnWatch} brings them to whoever asked. Safe for use
 * by many threads.
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

    /** See {@link ChatService#answer}. */
    void answer(Principal principal, ElicitationId id, ElicitationAnswer answer) {
        Elicitation asked =
                journal.asked(principal, id).orElseThrow(() -> new ElicitationNotFound(id));
        ElicitationAnswer fitting = fitting(asked, answer);
        switch (journal.answer(principal, id, fitting)) {
            case TAKEN -> deliver(id, fitting);
            case TOO_LATE -> throw new ElicitationOver(id);
            case UNKNOWN -> throw new ElicitationNotFound(id);
        }
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

    private static ElicitationAnswer fitting(Elicitation asked, ElicitationAnswer answer) {
        if (answer.action() != ElicitationAnswer.Action.ACCEPT) {
            return answer;
        }
        return switch (asked) {
            case Elicitation.Url url -> ElicitationAnswer.accepted(Map.of());
            case Elicitation.Form form -> {
                Map<String, ElicitationValue> values = form.filled(answer.values());
                List<String> problems = form.problems(values);
                if (!problems.isEmpty()) {
                    throw new AnswerMisfit(problems);
                }
                yield ElicitationAnswer.accepted(values);
            }
        };
    }
}
