package dev.parley.storage;

import dev.parley.conversation.ConversationId;
import dev.parley.model.Usage;
import dev.parley.token.Principal;
import dev.parley.turn.TurnAppend;
import dev.parley.turn.TurnStart;
import dev.parley.turn.UsageReport;
import dev.parley.turn.UsageSum;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What turns have used, in a transaction of the caller's. */
final class UsageRows {

    private static final String TODAY =
            "CAST(FLOOR(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) / 86400) AS INTEGER)";

    private static final String OPEN =
            """
            INSERT INTO turn_usage (turn_id, owner, conversation_id, day_began, input_tokens,
                                    cached_input_tokens, output_tokens, reasoning_tokens,
                                    tool_calls)
            VALUES (:turn, :owner, :conversation, %s, 0, 0, 0, 0, 0)
            """
                    .formatted(TODAY);

    /** Changes nothing of a turn that a Parley without this table has opened. */
    private static final String ADD =
            """
            UPDATE turn_usage
            SET input_tokens = input_tokens + :input,
                cached_input_tokens = cached_input_tokens + :cachedInput,
                output_tokens = output_tokens + :output,
                reasoning_tokens = reasoning_tokens + :reasoning,
                tool_calls = tool_calls + :toolCalls
            WHERE turn_id = :turn
            """;

    private static final String SUMS =
            """
            COUNT(*) AS turns,
            COALESCE(CAST(SUM(input_tokens) AS BIGINT), 0) AS input_sum,
            COALESCE(CAST(SUM(cached_input_tokens) AS BIGINT), 0) AS cached_input_sum,
            COALESCE(CAST(SUM(output_tokens) AS BIGINT), 0) AS output_sum,
            COALESCE(CAST(SUM(reasoning_tokens) AS BIGINT), 0) AS reasoning_sum,
            COALESCE(CAST(SUM(tool_calls) AS BIGINT), 0) AS tool_call_sum
            """;

    private static final String OF_OWNER =
            """
            SELECT %s FROM turn_usage WHERE owner = :owner
            """
                    .formatted(SUMS);

    private static final String OF_CONVERSATION =
            """
            SELECT %s FROM turn_usage WHERE conversation_id = :conversation AND owner = :owner
            """
                    .formatted(SUMS);

    private static final String BY_DAY =
            """
            SELECT day_began, %s FROM turn_usage
            WHERE owner = :owner AND day_began > %s - :days
            GROUP BY day_began
            ORDER BY day_began
            """
                    .formatted(SUMS, TODAY);

    private UsageRows() {}

    static void open(Handle handle, TurnStart start) {
        handle.createUpdate(OPEN)
                .bind("turn", start.turn().value())
                .bind("owner", start.owner().key())
                .bind("conversation", start.conversation().value())
                .execute();
    }

    static void add(Handle handle, List<TurnAppend> appends) {
        PreparedBatch batch = handle.prepareBatch(ADD);
        for (TurnAppend append : appends) {
            UsageSum used = UsageSum.of(append.events());
            if (!used.equals(UsageSum.NONE)) {
                batch.bind("turn", append.turn().value())
                        .bind("input", used.tokens().inputTokens())
                        .bind("cachedInput", used.tokens().cachedInputTokens())
                        .bind("output", used.tokens().outputTokens())
                        .bind("reasoning", used.tokens().reasoningTokens())
                        .bind("toolCalls", used.toolCalls())
                        .add();
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    static UsageSum of(Handle handle, Principal owner, ConversationId conversation) {
        return handle.createQuery(OF_CONVERSATION)
                .bind("conversation", conversation.value())
                .bind("owner", owner.key())
                .map((row, context) -> sum(row))
                .one();
    }

    static UsageReport report(Handle handle, Principal owner) {
        UsageSum total =
                handle.createQuery(OF_OWNER)
                        .bind("owner", owner.key())
                        .map((row, context) -> sum(row))
                        .one();
        List<UsageReport.Day> days =
                handle.createQuery(BY_DAY)
                        .bind("owner", owner.key())
                        .bind("days", UsageReport.DAYS_MAX)
                        .map((row, context) -> new UsageReport.Day(day(row), sum(row)))
                        .list();
        return new UsageReport(total, days);
    }

    private static LocalDate day(ResultSet row) throws SQLException {
        return LocalDate.ofEpochDay(row.getInt("day_began"));
    }

    private static UsageSum sum(ResultSet row) throws SQLException {
        Usage tokens =
                new Usage(
                        row.getLong("input_sum"),
                        row.getLong("cached_input_sum"),
                        row.getLong("output_sum"),
                        row.getLong("reasoning_sum"));
        return new UsageSum(row.getLong("turns"), tokens, row.getLong("tool_call_sum"));
    }
}
