package dev.parley.storage;

import com.fasterxml.jackson.core.JsonParser;
import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Consent;
import dev.parley.conversation.Part;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * Reads what {@link MessageJson} writes, and what a newer Parley may have written, so that going
 * back a version never hides a conversation. Its rule for what it does not know:
 *
 * <ul>
 *   <li>a field is ignored, and a missing one is empty;
 *   <li>a part becomes a {@link Part.Notice} with code {@link #UNREADABLE} that names its type;
 *   <li>a tool's content becomes a text that names its type;
 *   <li>a tool status becomes {@link ToolStatus#UNKNOWN}, which never leads to a second run.
 * </ul>
 *
 * <p>Nothing is lost by that: a stored message is never written again.
 */
final class MessageJsonReader {

    static final String UNREADABLE = "unreadable_part";

    private MessageJsonReader() {}

    static List<Part> parts(JsonParser json) throws IOException {
        return JsonFields.arrayOf(json, MessageJsonReader::part);
    }

    private static Part part(JsonFields fields) {
        String type = fields.text("type");
        return switch (type) {
            case "text" -> new Part.Text(fields.text("text"));
            case "reasoning" -> new Part.Reasoning(fields.text("text"));
            case "file" -> file(fields);
            // Before files had a table, their content was here; no page could send one.
            case "attachment" ->
                    new Part.Notice(
                            UNREADABLE,
                            "An older version of Parley saved a file here that this one cannot"
                                    + " show ("
                                    + fields.text("filename")
                                    + ").");
            case "promptUse" ->
                    new Part.PromptUse(
                            fields.text("server"),
                            fields.text("prompt"),
                            fields.object("arguments").texts());
            case "toolCall" -> toolCall(fields);
            case "toolResult" -> toolResult(fields);
            case "notice" -> new Part.Notice(fields.text("code"), fields.text("text"));
            default ->
                    new Part.Notice(
                            UNREADABLE,
                            "A newer version of Parley saved something here that this one"
                                    + " cannot show ("
                                    + type
                                    + ").");
        };
    }

    private static Part file(JsonFields fields) {
        try {
            return new Part.Attachment(
                    new AttachmentId(fields.text("id")),
                    fields.text("name"),
                    fields.text("mediaType"),
                    (int) fields.number("sizeBytes"));
        } catch (IllegalArgumentException e) {
            throw new DatabaseException("A stored message is damaged.", e);
        }
    }

    static Part.ToolCall toolCall(JsonFields fields) {
        return new Part.ToolCall(
                fields.text("callId"),
                fields.text("tool"),
                fields.text("argumentsJson"),
                consent(fields.text("consent"), fields.flag("needsApproval")),
                fields.text("definition"));
    }

    /** Only what says more than that the user is asked, or is not, is named. */
    private static Consent consent(String name, boolean needsApproval) {
        for (Consent consent : Consent.values()) {
            if (consent.name().equals(name) && consent.asks() == needsApproval) {
                return consent;
            }
        }
        return needsApproval ? Consent.ONCE : Consent.NOT_NEEDED;
    }

    static Part.ToolResult toolResult(JsonFields fields) {
        return new Part.ToolResult(
                fields.text("callId"),
                fields.text("tool"),
                status(fields.text("status")),
                fields.objects("content").stream().map(MessageJsonReader::content).toList(),
                fields.text("structuredJson"),
                duration(fields.text("took")));
    }

    private static ToolContent content(JsonFields fields) {
        String type = fields.text("type");
        return switch (type) {
            case "text" -> new ToolContent.Text(fields.text("text"));
            case "image" -> new ToolContent.Image(fields.text("mediaType"), fields.text("base64"));
            case "audio" -> new ToolContent.Audio(fields.text("mediaType"), fields.text("base64"));
            case "resourceLink" ->
                    new ToolContent.ResourceLink(
                            fields.text("uri"),
                            fields.text("name"),
                            fields.text("description"),
                            fields.text("mediaType"));
            case "embeddedText" ->
                    new ToolContent.EmbeddedText(
                            fields.text("uri"), fields.text("mediaType"), fields.text("text"));
            case "embeddedBlob" ->
                    new ToolContent.EmbeddedBlob(
                            fields.text("uri"), fields.text("mediaType"), fields.text("base64"));
            default -> new ToolContent.Text("[content of a newer version of Parley: " + type + "]");
        };
    }

    private static ToolStatus status(String name) {
        for (ToolStatus status : ToolStatus.values()) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        return ToolStatus.UNKNOWN;
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }
}
