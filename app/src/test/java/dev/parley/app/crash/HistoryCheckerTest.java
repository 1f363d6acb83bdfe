package dev.parley.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.app.crash.Violation.Kind;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolStatus;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import dev.parley.turn.JournalEntry;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A history without fault, and what the checker finds when one thing in it is not as it was. */
final class HistoryCheckerTest {

    private static final ConversationId CONVERSATION = new ConversationId("c1");
    private static final TurnId TURN = new TurnId("turn1");
    private static final Script SCRIPT = new Script("k1", Script.Kind.ASK, 2);
    private static final ToolCall CALL =
            new ToolCall("call1", "witness__guarded", SCRIPT.argumentsJson(), true);

    private List<Sending> sendings =
            List.of(
                    new Sending("k1", CONVERSATION, SCRIPT.text(), null),
                    new Sending("k1", CONVERSATION, SCRIPT.text(), TURN));
    private List<Message> messages =
            List.of(
                    message("m1", Role.USER, new Part.Text(SCRIPT.text())),
                    message("m2", Role.ASSISTANT, new Part.Text("t0001 t0002 "), CALL),
                    message("m3", Role.TOOL, result(ToolStatus.OK, "done")),
                    message("m4", Role.ASSISTANT, new Part.Text("t0003 t0004 ")));
    private List<JournalEntry> entries =
            List.of(
                    entry(
                            1,
                            1,
                            new TurnEvent.Started(TURN, CONVERSATION, new MessageId("m2")),
                            new TurnEvent.TextDelta(0, "t0001 "),
                            new TurnEvent.TextDelta(0, "t0002 "),
                            new TurnEvent.ApprovalAnswered(new Approval("call1", true, ""))),
                    entry(
                            1,
                            5,
                            new TurnEvent.ToolStarted("call1", false),
                            new TurnEvent.ToolFinished(result(ToolStatus.OK, "done"))),
                    entry(
                            2,
                            7,
                            new TurnEvent.TextDelta(1, "t0003 "),
                            new TurnEvent.TextDelta(1, "t0004 "),
                            new TurnEvent.Ended(
                                    new TurnOutcome.Completed(StopReason.STOP), Usage.NONE)));
    private List<Seen> seen = seenOf(entries);
    private List<WitnessedCall> calls =
            List.of(new WitnessedCall("guarded", "call1", SCRIPT.argumentsJson()));
    private boolean running;

    @Test
    void aHistoryWithoutFaultHasNoViolation() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void findsAMessageThatWasLost() {
        messages = messages.subList(1, 4);

        assertThat(violations()).contains(Kind.LOST_MESSAGE);
    }

    @Test
    void aMessageThatWasNotAcknowledgedMayBeMissing() {
        sendings = List.of(sendings.getFirst());
        messages = List.of();
        entries = List.of();
        seen = List.of();
        calls = List.of();

        assertThat(
                        HistoryChecker.check(
                                new History(sendings, List.of(), List.of(), List.of(), calls)))
                .isEmpty();
    }

    @Test
    void findsAMessageThatIsThereTwice() {
        messages = with(messages, message("m5", Role.USER, new Part.Text(SCRIPT.text())));

        assertThat(violations()).contains(Kind.DOUBLED_MESSAGE);
    }

    @Test
    void findsAMessageNobodySent() {
        messages = with(messages, message("m5", Role.USER, new Part.Text("k9 say 1")));

        assertThat(violations()).contains(Kind.INVENTED_MESSAGE);
    }

    @Test
    void findsMessagesInAnotherOrder() {
        sendings =
                with(
                        List.of(new Sending("k0", CONVERSATION, "k0 say 1", new TurnId("turn0"))),
                        sendings.getLast());
        messages = with(messages, message("m5", Role.USER, new Part.Text("k0 say 1")));

        assertThat(violations()).contains(Kind.SHUFFLED_MESSAGES);
    }

    @Test
    void findsTwoTurnsOfOneKey() {
        sendings =
                with(sendings, new Sending("k1", CONVERSATION, SCRIPT.text(), new TurnId("turn2")));

        assertThat(violations()).containsExactly(Kind.SECOND_TURN);
    }

    @Test
    void findsAnEventAReaderDidNotSee() {
        seen = without(seen, 2);

        assertThat(violations()).containsExactly(Kind.GAP);
    }

    @Test
    void findsAnEventAReaderSawTwice() {
        seen = new ArrayList<>(seen);
        seen.add(3, seen.get(2));

        assertThat(violations()).contains(Kind.GAP);
    }

    @Test
    void findsEventsAReaderSawInAnotherOrder() {
        seen = new ArrayList<>(seen);
        seen.add(1, seen.remove(2));

        assertThat(violations()).contains(Kind.GAP);
    }

    @Test
    void textThatWasNotDurableMayBeTakenBack() {
        seen = new ArrayList<>(seen.subList(0, 6));
        seen.add(Seen.of(1, 7, new TurnEvent.TextDelta(1, "t0003 lost")));

        assertThat(violations()).isEmpty();
    }

    @Test
    void findsADurableEventThatWasTakenBack() {
        seen = new ArrayList<>(seen.subList(0, 6));
        seen.add(Seen.of(1, 7, new TurnEvent.TextStarted(1)));

        assertThat(violations()).containsExactly(Kind.TAKEN_BACK);
    }

    @Test
    void findsAReaderThatSawSomethingElse() {
        seen = new ArrayList<>(seen);
        seen.set(1, Seen.of(1, 2, new TurnEvent.TextDelta(0, "t0009 ")));

        assertThat(violations()).containsExactly(Kind.SEEN_OTHERWISE);
    }

    @Test
    void findsAGapInTheJournal() {
        entries = List.of(entries.get(0), entries.get(2));
        seen = seenOf(entries);

        assertThat(violations()).contains(Kind.BROKEN_JOURNAL);
    }

    @Test
    void findsAFenceThatBecomesSmaller() {
        entries =
                List.of(
                        new JournalEntry(TURN, 3, 1, entries.get(0).events()),
                        entries.get(1),
                        entries.get(2));

        assertThat(violations()).contains(Kind.BROKEN_JOURNAL);
    }

    @Test
    void findsATurnThatDoesNotEnd() {
        entries = with(entries.subList(0, 2), cut(entries.get(2), 2));
        seen = seenOf(entries);

        assertThat(violations()).containsExactly(Kind.ENDLESS_TURN);
    }

    @Test
    void findsATurnThatStillCountsAsRunning() {
        running = true;

        assertThat(violations()).containsExactly(Kind.ENDLESS_TURN);
    }

    @Test
    void findsATurnThatEndsTwice() {
        entries =
                with(
                        entries,
                        entry(2, 10, new TurnEvent.Ended(new TurnOutcome.Stopped(), Usage.NONE)));

        assertThat(violations()).containsExactly(Kind.SECOND_END);
    }

    @Test
    void findsTextThatWasShownAndNotKept() {
        messages =
                with(
                        messages.subList(0, 3),
                        message("m4", Role.ASSISTANT, new Part.Text("t0003 ")));

        assertThat(violations()).contains(Kind.CHANGED_TEXT, Kind.WRONG_TOKENS);
    }

    @Test
    void findsATokenThatWasSaidTwice() {
        messages =
                with(
                        messages.subList(0, 3),
                        message("m4", Role.ASSISTANT, new Part.Text("t0002 t0003 t0004 ")));

        assertThat(violations()).contains(Kind.WRONG_TOKENS);
    }

    @Test
    void findsACallThatWasRepeated() {
        calls = with(calls, new WitnessedCall("guarded", "call2", SCRIPT.argumentsJson()));

        assertThat(violations()).contains(Kind.REPEATED_CALL);
    }

    @Test
    void aCallThatOnlyReadsMayBeRepeated() {
        WitnessedCall look = new WitnessedCall("look", "call2", SCRIPT.argumentsJson());
        calls = with(with(calls, look), look);

        assertThat(violations()).isEmpty();
    }

    @Test
    void findsACallThatIsSaidNotToHaveRun() {
        messages = withResult(result(ToolStatus.NOT_RUN, "Not run: the server stopped."));

        assertThat(violations()).containsExactly(Kind.DENIED_CALL);
    }

    @Test
    void findsAResultOfACallThatDidNotRun() {
        calls = List.of();

        assertThat(violations()).containsExactly(Kind.INVENTED_RESULT);
    }

    @Test
    void findsADoubtThatIsNotSpokenOf() {
        messages = withResult(result(ToolStatus.UNKNOWN, "Something happened."));

        assertThat(violations()).containsExactly(Kind.CONCEALED_DOUBT);
    }

    @Test
    void findsACallWithoutAResult() {
        messages = List.of(messages.get(0), messages.get(1), messages.get(3));

        assertThat(violations()).contains(Kind.OPEN_CALL);
    }

    @Test
    void findsACallWithoutItsApproval() {
        entries = with(with(List.of(cut(entries.get(0), 3)), entries.get(1)), entries.get(2));

        assertThat(violations()).contains(Kind.UNAPPROVED_CALL);
    }

    private Set<Kind> violations() {
        Conversation conversation =
                new Conversation(
                        CONVERSATION,
                        Principal.local(),
                        "Title",
                        messages,
                        Instant.EPOCH,
                        Instant.EPOCH);
        History history =
                new History(
                        sendings,
                        List.of(new Reading("reader", TURN, seen)),
                        List.of(new RecordedTurn(TURN, CONVERSATION, running, entries)),
                        List.of(conversation),
                        calls);
        return HistoryChecker.check(history).stream()
                .map(Violation::kind)
                .collect(Collectors.toSet());
    }

    private List<Message> withResult(ToolResult result) {
        return List.of(
                messages.get(0),
                messages.get(1),
                message("m3", Role.TOOL, result),
                messages.get(3));
    }

    private static Message message(String id, Role role, Part... parts) {
        return new Message(new MessageId(id), role, List.of(parts), Instant.EPOCH);
    }

    private static ToolResult result(ToolStatus status, String text) {
        return ToolResult.of(CALL, status, text, Duration.ZERO);
    }

    private static JournalEntry entry(long fence, int first, TurnEvent... events) {
        return new JournalEntry(TURN, fence, first, List.of(events));
    }

    private static JournalEntry cut(JournalEntry entry, int events) {
        return new JournalEntry(
                entry.turn(), entry.fence(), entry.first(), entry.events().subList(0, events));
    }

    private static List<Seen> seenOf(List<JournalEntry> entries) {
        List<Seen> seen = new ArrayList<>();
        for (JournalEntry entry : entries) {
            for (int i = 0; i < entry.events().size(); i++) {
                seen.add(Seen.of(entry.fence(), entry.first() + i, entry.events().get(i)));
            }
        }
        return seen;
    }

    private static <T> List<T> with(List<T> list, T added) {
        List<T> longer = new ArrayList<>(list);
        longer.add(added);
        return longer;
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> shorter = new ArrayList<>(list);
        shorter.remove(index);
        return shorter;
    }
}
