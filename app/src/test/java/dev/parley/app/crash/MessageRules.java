package dev.parley.app.crash;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.parley.app.crash.Violation.Kind;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.Role;
import dev.parley.turn.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was acknowledged is there, once and in order; nothing else is. */
final class MessageRules {

    private final History history;
    private final List<Violation> violations = new ArrayList<>();

    MessageRules(History history) {
        this.history = history;
    }

    List<Violation> check() {
        Map<ConversationId, List<Sending>> byConversation =
                history.sendings().stream().collect(groupingBy(Sending::conversation));
        for (Map.Entry<ConversationId, List<Sending>> entry : byConversation.entrySet()) {
            checkConversation(entry.getKey(), entry.getValue());
        }
        checkKeys();
        return violations;
    }

    private void checkConversation(ConversationId id, List<Sending> sendings) {
        List<String> acknowledged =
                sendings.stream()
                        .filter(it -> it.acknowledged().isPresent() && !it.text().isEmpty())
                        .map(Sending::text)
                        .distinct()
                        .toList();
        Set<String> sent = sendings.stream().map(Sending::text).collect(toSet());
        List<String> there =
                history.conversations().stream()
                        .filter(conversation -> conversation.id().equals(id))
                        .map(Conversation::messages)
                        .flatMap(List::stream)
                        .filter(message -> message.role() == Role.USER)
                        .map(Message::text)
                        .toList();
        for (String text : acknowledged) {
            if (!there.contains(text)) {
                violate(Kind.LOST_MESSAGE, id + ": " + text);
            }
        }
        for (String text : there) {
            if (there.indexOf(text) != there.lastIndexOf(text)) {
                violate(Kind.DOUBLED_MESSAGE, id + ": " + text);
            }
            if (!sent.contains(text)) {
                violate(Kind.INVENTED_MESSAGE, id + ": " + text);
            }
        }
        List<String> kept = there.stream().distinct().filter(acknowledged::contains).toList();
        if (!kept.equals(acknowledged.stream().filter(kept::contains).toList())) {
            violate(Kind.SHUFFLED_MESSAGES, id + ": " + there);
        }
    }

    private void checkKeys() {
        Map<String, TurnId> turns = new TreeMap<>();
        for (Sending sending : history.sendings()) {
            sending.acknowledged()
                    .ifPresent(
                            turn -> {
                                TurnId first = turns.putIfAbsent(sending.key(), turn);
                                if (first != null && !first.equals(turn)) {
                                    violate(
                                            Kind.SECOND_TURN,
                                            sending.key() + ": " + first + " and " + turn);
                                }
                            });
        }
    }

    private void violate(Kind kind, String where) {
        violations.add(new Violation(kind, where));
    }
}
