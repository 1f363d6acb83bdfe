package dev.parley.turn;

import dev.parley.conversation.AttachmentId;
import java.util.List;
import java.util.Map;

/** What a user sends to start a turn. */
public sealed interface UserInput {

    /**
     * A message.
     *
     * @param messageId the client's id for it, kept if it is legal and free; empty for none
     * @param attachments files of the same user
     */
    record Text(String messageId, String text, List<AttachmentId> attachments)
            implements UserInput {
        public Text {
            if (text.isBlank() && attachments.isEmpty()) {
                throw new IllegalArgumentException("the message is empty");
            }
            attachments = List.copyOf(attachments);
        }

        public static Text of(String text) {
            return new Text("", text, List.of());
        }
    }

    /** A server's prompt, which is rendered into the conversation. */
    record Prompt(String messageId, String server, String prompt, Map<String, String> arguments)
            implements UserInput {
        public Prompt {
            arguments = Map.copyOf(arguments);
        }
    }
}
