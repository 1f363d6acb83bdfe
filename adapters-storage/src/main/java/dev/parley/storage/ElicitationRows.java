package dev.parley.storage;

import dev.parley.token.Principal;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.turn.AnswerReceipt;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.TurnId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What turns ask their users, in transactions of the caller's. */
final class ElicitationRows {

    private static final String RUNS =
            """
            SELECT COUNT(*) FROM turn
            WHERE id = :turn AND fence = :fence AND running_conversation IS NOT NULL
            """;

    private static final String KNOWN =
            """
            SELECT COUNT(*) FROM elicitation WHERE id = :id
            """;

    private static final String ASK =
            """
            INSERT INTO elicitation (id, turn_id, fence, question_json, closed, answer_json)
            VALUES (:id, :turn, :fence, :question, FALSE, NULL)
            """;

    private static final String ASKED =
            """
            SELECT e.question_json FROM elicitation e JOIN turn t ON t.id = e.turn_id
            WHERE e.id = :id AND t.owner = :owner
            """;

    private static final String ANSWER =
            """
            UPDATE elicitation SET closed = TRUE, answer_json = :answer
            WHERE id = :id AND NOT closed
              AND EXISTS (SELECT 1 FROM turn t
                          WHERE t.id = elicitation.turn_id AND t.owner = :owner
                            AND t.fence = elicitation.fence
                            AND t.running_conversation IS NOT NULL)
            """;

    private static final String ANSWERS =
            """
            SELECT id, answer_json FROM elicitation
            WHERE id = ANY(:ids) AND answer_json IS NOT NULL
            """;

    private static final String LOCK =
            """
            SELECT id FROM elicitation WHERE id = :id FOR UPDATE
            """;

    private static final String END =
            """
            UPDATE elicitation SET closed = TRUE, answer_json = NULL WHERE id = :id
            """;

    private ElicitationRows() {}

    static boolean ask(
            Handle handle, TurnId turn, long fence, ElicitationId id, String questionJson) {
        boolean runs =
                handle.createQuery(RUNS)
                                .bind("turn", turn.value())
                                .bind("fence", fence)
                                .mapTo(Integer.class)
                                .one()
                        > 0;
        boolean known =
                handle.createQuery(KNOWN).bind("id", id.value()).mapTo(Integer.class).one() > 0;
        if (runs && !known) {
            handle.createUpdate(ASK)
                    .bind("id", id.value())
                    .bind("turn", turn.value())
                    .bind("fence", fence)
                    .bind("question", questionJson)
                    .execute();
        }
        return runs;
    }

    static Optional<Elicitation> asked(Handle handle, Principal owner, ElicitationId id) {
        return handle.createQuery(ASKED)
                .bind("id", id.value())
                .bind("owner", owner.key())
                .mapTo(String.class)
                .findOne()
                .map(ElicitationJson::readQuestion);
    }

    static AnswerReceipt answer(
            Handle handle, Principal owner, ElicitationId id, String answerJson) {
        int taken =
                handle.createUpdate(ANSWER)
                        .bind("id", id.value())
                        .bind("owner", owner.key())
                        .bind("answer", answerJson)
                        .execute();
        if (taken == 1) {
            return AnswerReceipt.TAKEN;
        }
        return asked(handle, owner, id).isPresent()
                ? AnswerReceipt.TOO_LATE
                : AnswerReceipt.UNKNOWN;
    }

    static Map<ElicitationId, ElicitationAnswer> answers(
            Handle handle, Collection<ElicitationId> ids) {
        return handle.createQuery(ANSWERS)
                .bindArray("ids", String.class, ids.stream().map(ElicitationId::value).toList())
                .map(
                        (row, context) ->
                                Map.entry(
                                        new ElicitationId(row.getString("id")),
                                        ElicitationJson.readAnswer(row.getString("answer_json"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Locked first, so that no answer comes between its reading and its end. */
    static Optional<ElicitationAnswer> end(Handle handle, ElicitationId id) {
        handle.createQuery(LOCK).bind("id", id.value()).mapTo(String.class).list();
        Map<ElicitationId, ElicitationAnswer> answer = answers(handle, List.of(id));
        handle.createUpdate(END).bind("id", id.value()).execute();
        return Optional.ofNullable(answer.get(id));
    }
}
