package dev.parley.app.crash;

import dev.parley.app.crash.Violation.Kind;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.Role;
import dev.parley.turn.JournalEntry;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every turn ends once, and its conversation says what it said. */
final class TurnRules {

    private final History history;
    private final List<Violation> violations = new ArrayList<>();

    TurnRules(History history) {
        this.history = history;
    }

    List<Violation> check() {
        history.turns().forEach(this::checkOrder);
        history.turns().forEach(this::checkEnd);
        history.conversations().forEach(this::checkText);
        return violations;
    }

    private void checkOrder(RecordedTurn turn) {
        int next = 1;
        long fence = 1;
        for (JournalEntry entry : turn.entries()) {
            if (entry.first() != next || entry.fence() < fence) {
                violate(
                        Kind.BROKEN_JOURNAL,
                        turn.turn()
                                + ": "
                                + entry.fence()
                                + "."
                                + entry.first()
                                + " behind "
                                + fence
                                + "."
                                + (next - 1));
            }
            next = entry.first() + entry.events().size();
            fence = entry.fence();
        }
    }

    private void checkEnd(RecordedTurn turn) {
        long ends = turn.events(TurnEvent.Ended.class).count();
        if (ends == 0 || turn.running()) {
            violate(Kind.ENDLESS_TURN, turn.turn() + " of " + turn.conversation());
        } else if (ends > 1 || !(turn.events().getLast() instanceof TurnEvent.Ended)) {
            violate(Kind.SECOND_END, turn.turn() + " of " + turn.conversation());
        }
    }

    private void checkText(Conversation conversation) {
        StringBuilder shown = new StringBuilder();
        history.turns().stream()
                .filter(turn -> turn.conversation().equals(conversation.id()))
                .flatMap(turn -> turn.events(TurnEvent.TextDelta.class))
                .forEach(delta -> shown.append(delta.text()));
        List<Message> answers =
                conversation.messages().stream()
                        .filter(message -> message.role() != Role.USER)
                        .toList();
        String said = Script.said(answers, 0);
        if (!said.contentEquals(shown)) {
            violate(
                    Kind.CHANGED_TEXT,
                    conversation.id() + ": shown '" + shown + "', kept '" + said + "'");
        }
        checkTokens(conversation);
    }

    private void checkTokens(Conversation conversation) {
        List<Message> messages = conversation.messages();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).role() != Role.USER) {
                continue;
            }
            int user = i;
            int next = i + 1;
            while (next < messages.size() && messages.get(next).role() != Role.USER) {
                next++;
            }
            Script script = Script.of(messages.get(user).text());
            String said = Script.said(messages.subList(0, next), user + 1);
            int count = said.length() / Script.token(1).length();
            boolean whole = next == messages.size() && completed(conversation);
            if (!said.equals(Script.tokens(1, whole ? script.tokensMax() : count))) {
                violate(Kind.WRONG_TOKENS, conversation.id() + " " + script + ": " + said);
            }
        }
    }

    private boolean completed(Conversation conversation) {
        Optional<TurnOutcome> outcome =
                history.turns().stream()
                        .filter(turn -> turn.conversation().equals(conversation.id()))
                        .reduce((former, later) -> later)
                        .flatMap(
                                turn ->
                                        turn.events(TurnEvent.Ended.class)
                                                .map(TurnEvent.Ended::outcome)
                                                .findFirst());
        return outcome.filter(TurnOutcome.Completed.class::isInstance).isPresent();
    }

    private void violate(Kind kind, String where) {
        violations.add(new Violation(kind, where));
    }
}
