package dev.parley.http;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as people read it, written message by message: what the user said is quoted, what
 * tools said is folded, and no text ends what it stands in. Used by one thread, once.
 */
final class MarkdownExport {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.UK)
                    .withZone(ZoneOffset.UTC);

    private final Writer out;
    private final Instant now;
    private final Map<String, ToolResult> results = new HashMap<>();

    MarkdownExport(OutputStream out, Instant now) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        this.now = now;
    }

    void write(Conversation conversation) throws IOException {
        conversation.messages().stream()
                .flatMap(Message::toolResults)
                .forEach(it -> results.put(it.callId(), it));
        out.write("# " + MarkdownText.plain(conversation.title()) + "\n\n");
        out.write("*Begun on " + TIME.format(conversation.createdAt()));
        out.write(". Exported from Parley on " + TIME.format(now) + ".*\n");
        boolean answers = false;
        for (Message message : conversation.messages()) {
            boolean user = message.role() == Role.USER;
            if (user || !answers) {
                String who = user ? "You" : "Parley";
                out.write("\n## " + who + ", " + TIME.format(message.createdAt()) + "\n");
            }
            answers = !user;
            for (Part part : message.parts()) {
                part(part, user);
            }
        }
        out.flush();
    }

    private void part(Part part, boolean user) throws IOException {
        switch (part) {
            case Part.Text it ->
                    paragraph(
                            user ? MarkdownText.quoted(it.text()) : MarkdownText.closed(it.text()));
            case Part.Reasoning it -> {
                open("Reasoning");
                paragraph(MarkdownText.fenced("text", it.text()));
                out.write("\n</details>\n");
            }
            case Part.Attachment it ->
                    remark("Attachment " + it.name() + " (" + it.mediaType() + ")");
            case Part.PromptUse it -> remark(prompt(it));
            case ToolCall it -> call(it, results.get(it.callId()));
            case ToolResult it -> {
                // It is shown with its call.
            }
            case Part.Notice it -> remark(it.text());
        }
    }

    private void call(ToolCall call, @Nullable ToolResult result) throws IOException {
        open("Tool " + call.tool() + ": " + outcome(result));
        out.write("\nArguments:\n");
        paragraph(MarkdownText.fenced("json", call.argumentsJson()));
        if (result != null) {
            out.write("\nResult:\n");
            for (ToolContent content : result.content()) {
                content(content);
            }
            if (!result.structuredJson().isEmpty() && result.content().isEmpty()) {
                paragraph(MarkdownText.fenced("json", result.structuredJson()));
            }
        }
        out.write("\n</details>\n");
    }

    private void content(ToolContent content) throws IOException {
        switch (content) {
            case ToolContent.Text it -> paragraph(MarkdownText.fenced("text", it.text()));
            case ToolContent.EmbeddedText it -> {
                remark("Resource " + it.uri());
                paragraph(MarkdownText.fenced("text", it.text()));
            }
            case ToolContent.ResourceLink it -> remark("Resource " + it.name() + " at " + it.uri());
            case ToolContent.Image it -> leftOut("Picture", it.mediaType());
            case ToolContent.Audio it -> leftOut("Sound", it.mediaType());
            case ToolContent.EmbeddedBlob it -> leftOut("Resource " + it.uri(), it.mediaType());
        }
    }

    private void leftOut(String what, String mediaType) throws IOException {
        String type = mediaType.isEmpty() ? "" : " (" + mediaType + ")";
        remark(what + type + ", which only the export as JSON holds");
    }

    private void open(String summary) throws IOException {
        out.write("\n<details>\n<summary>" + MarkdownText.html(summary) + "</summary>\n");
    }

    private void remark(String text) throws IOException {
        paragraph("*" + MarkdownText.plain(text) + "*\n");
    }

    private void paragraph(String markdown) throws IOException {
        out.write("\n");
        out.write(markdown);
    }

    private static String prompt(Part.PromptUse use) {
        String arguments =
                use.arguments().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(it -> " " + it.getKey() + "=" + it.getValue())
                        .collect(Collectors.joining());
        return "Prompt " + use.server() + ":" + use.prompt() + arguments;
    }

    private static String outcome(@Nullable ToolResult result) {
        return result == null
                ? "no result yet"
                : switch (result.status()) {
                    case OK, FAILED ->
                            (result.status() == ToolStatus.OK ? "done" : "failed")
                                    + " in "
                                    + seconds(result.took());
                    case DENIED -> "denied";
                    case NOT_RUN -> "not run";
                    case UNKNOWN -> "may have run";
                };
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
    }
}
