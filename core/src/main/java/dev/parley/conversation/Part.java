package dev.parley.conversation;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One piece of a message. */
public sealed interface Part {

    /** What was said, as Markdown. */
    record Text(String text) implements Part {}

    /** What the model thought on the way; shown folded, never sent to the model again. */
    record Reasoning(String text) implements Part {}

    /**
     * A file the user added; what it holds is in the {@link AttachmentStore}.
     *
     * @param name as the user knows it; one line
     * @param mediaType of a picture one of {@code image/png}, {@code image/jpeg}, {@code image/gif}
     *     and {@code image/webp}; everything else is text in UTF-8
     */
    record Attachment(AttachmentId id, String name, String mediaType, int sizeBytes)
            implements Part {

        /** Whether it is a picture; else it is text. */
        public boolean isPicture() {
            return AttachmentFormat.isPicture(mediaType);
        }

        /** Throws {@link IllegalArgumentException} unless {@code content} has the stated size. */
        public void checkContent(byte[] content) {
            if (content.length != sizeBytes) {
                throw new IllegalArgumentException(
                        "attachment " + id + " has " + content.length + " bytes, not " + sizeBytes);
            }
        }
    }

    /**
     * Marks a message as rendered from a server's prompt, so that it is shown as what it is. The
     * text it rendered to follows as {@link Text} parts.
     */
    record PromptUse(String server, String prompt, Map<String, String> arguments) implements Part {
        public PromptUse {
            arguments = Map.copyOf(arguments);
        }
    }

    /**
     * The model's wish to call a tool. It is open until a {@link ToolResult} with the same {@code
     * callId} follows.
     *
     * @param callId unique in its conversation
     * @param tool the tool's name as the model sees it, {@code server__tool}
     * @param argumentsJson a JSON object
     * @param consent by whose leave it runs
     * @param definition hash of what the tool was then, so that the user's answer is about no
     *     other; empty when it is not known
     */
    record ToolCall(
            String callId, String tool, String argumentsJson, Consent consent, String definition)
            implements Part {

        /** A call of which the user is asked, or not, for this once. */
        public ToolCall(String callId, String tool, String argumentsJson, boolean needsApproval) {
            this(
                    callId,
                    tool,
                    argumentsJson,
                    needsApproval ? Consent.ONCE : Consent.NOT_NEEDED,
                    "");
        }

        /** Whether it waits for the user's answer. */
        public boolean needsApproval() {
            return consent.asks();
        }
    }

    /**
     * What became of a tool call.
     *
     * @param structuredJson the tool's structured content as JSON, empty when it gave none
     * @param took how long the call ran; zero when it did not run
     */
    record ToolResult(
            String callId,
            String tool,
            ToolStatus status,
            List<ToolContent> content,
            String structuredJson,
            Duration took)
            implements Part {

        public ToolResult {
            content = List.copyOf(content);
        }

        /** A result that is a sentence of ours, not the tool's. */
        public static ToolResult of(
                ToolCall call, ToolStatus status, String sentence, Duration took) {
            return new ToolResult(
                    call.callId(),
                    call.tool(),
                    status,
                    List.of(new ToolContent.Text(sentence)),
                    "",
                    took);
        }
    }

    /**
     * A remark of Parley's own that stays with the message: why an answer is short, or what was
     * left out. Shown to the user, never sent to the model.
     *
     * @param code stable and machine-readable: {@code stopped}, {@code model_unavailable}, …
     */
    record Notice(String code, String text) implements Part {}
}
