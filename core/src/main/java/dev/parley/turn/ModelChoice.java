package dev.parley.turn;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.model.ChatModel;
import java.util.List;

/**
 * Which of the models answers.
 *
 * @param wanted by the user; empty when they leave it open
 */
record ModelChoice(ChatModel model, String wanted) {

    ModelChoice {
        List<String> offered = model.models();
        if (!wanted.isEmpty() && !offered.contains(wanted)) {
            throw new UnknownModel(wanted, offered);
        }
    }

    /** The wanted one; else that which answered last, if there still is; else the first. */
    String in(Conversation conversation) {
        if (!wanted.isEmpty()) {
            return wanted;
        }
        List<String> offered = model.models();
        return conversation.messages().reversed().stream()
                .map(Message::model)
                .filter(offered::contains)
                .findFirst()
                .orElseGet(() -> offered.isEmpty() ? "" : offered.getFirst());
    }
}
