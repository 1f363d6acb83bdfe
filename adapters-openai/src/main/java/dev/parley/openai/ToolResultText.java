package dev.parley.openai;

import dev.parley.conversation.Part;
import dev.parley.conversation.ToolContent;

/** What the model reads of a tool's result. */
final class ToolResultText {

    private ToolResultText() {}

    static String of(Part.ToolResult result, int charsMax) {
        String status =
                switch (result.status()) {
                    case OK -> "";
                    case FAILED -> "[the tool failed]\n";
                    case DENIED -> "[denied: this call was not allowed and did not run]\n";
                    case NOT_RUN -> "[not run: this call was not started]\n";
                    case UNKNOWN ->
                            "[unknown: this call was started but its end was not seen; it may have"
                                    + " taken effect]\n";
                };
        return status + cut(content(result), charsMax);
    }

    private static String content(Part.ToolResult result) {
        StringBuilder text = new StringBuilder();
        boolean hasText = false;
        for (ToolContent block : result.content()) {
            if (!text.isEmpty()) {
                text.append('\n');
            }
            hasText |=
                    block instanceof ToolContent.Text || block instanceof ToolContent.EmbeddedText;
            text.append(block(block));
        }
        // A server should repeat its structured content as text; where it did not, this is it.
        if (!hasText && !result.structuredJson().isEmpty()) {
            text.append(text.isEmpty() ? "" : "\n").append(result.structuredJson());
        }
        return text.isEmpty() ? "[no content]" : text.toString();
    }

    private static String block(ToolContent block) {
        return switch (block) {
            case ToolContent.Text text -> text.text();
            case ToolContent.Image image -> named("image", image.mediaType(), image.base64());
            case ToolContent.Audio audio -> named("audio", audio.mediaType(), audio.base64());
            case ToolContent.ResourceLink link -> link(link);
            case ToolContent.EmbeddedText text -> "[resource " + text.uri() + "]\n" + text.text();
            case ToolContent.EmbeddedBlob blob ->
                    named("resource " + blob.uri(), blob.mediaType(), blob.base64());
        };
    }

    private static String link(ToolContent.ResourceLink link) {
        String about = link.description().isEmpty() ? "" : ": " + link.description();
        return "[resource " + link.name() + " " + link.uri() + about + "]";
    }

    private static String named(String what, String mediaType, String base64) {
        String type = mediaType.isEmpty() ? "" : " " + mediaType;
        return "[" + what + type + ", " + size(base64.length() / 4L * 3) + "]";
    }

    private static String size(long bytes) {
        return bytes < 1000 ? bytes + " B" : (bytes + 500) / 1000 + " kB";
    }

    private static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(charsMax - 1));
        int end = splitsPair ? charsMax - 1 : charsMax;
        return text.substring(0, end)
                + "\n[cut: "
                + end
                + " of "
                + text.length()
                + " characters shown]";
    }
}
