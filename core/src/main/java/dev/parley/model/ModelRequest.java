package dev.parley.model;

import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Message;
import dev.parley.tool.Tool;
import java.util.List;
import java.util.Map;

/**
 * What a model is asked.
 *
 * @param system the system prompt; empty for none
 * @param messages the history, oldest first; every tool call in it has its result
 * @param tools what the model may call
 * @param outputTokensMax limit of the answer
 * @param toolResultCharsMax a longer tool result is cut with a visible note
 * @param files what those files of the messages hold that the model is to be shown; of others it is
 *     told the name
 * @param model one of {@link ChatModel#models}, or another that was one when the turn began; empty
 *     for the first
 */
public record ModelRequest(
        String system,
        List<Message> messages,
        List<Tool> tools,
        int outputTokensMax,
        int toolResultCharsMax,
        Map<AttachmentId, byte[]> files,
        String model) {

    /** What the last message says, as the user's, when the answer before it is to be continued. */
    public static final String CONTINUE =
            "Your last answer was interrupted. Go on exactly where it breaks off, without repeating"
                    + " anything.";

    public ModelRequest {
        if (outputTokensMax < 1 || toolResultCharsMax < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive: " + outputTokensMax + ", " + toolResultCharsMax);
        }
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        files = Map.copyOf(files);
    }

    /** A request without files, to the first model. */
    public ModelRequest(
            String system,
            List<Message> messages,
            List<Tool> tools,
            int outputTokensMax,
            int toolResultCharsMax) {
        this(system, messages, tools, outputTokensMax, toolResultCharsMax, Map.of(), "");
    }
}
