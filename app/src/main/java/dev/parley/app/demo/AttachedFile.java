package dev.parley.app.demo;

import dev.parley.conversation.Part;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the demo model can say of a file: what reached it, and that it looks at no picture. */
record AttachedFile(String name, String description) {

    private static final int KILO = 1000;

    /** A file with {@code content}; null when that was not shown to the model. */
    static AttachedFile of(Part.Attachment file, byte @Nullable [] content) {
        String size = size(file.sizeBytes());
        if (content == null) {
            return new AttachedFile(
                    file.name(), size + " of " + file.mediaType() + ", of which I got no more.");
        }
        if (file.isPicture()) {
            return new AttachedFile(
                    file.name(),
                    "a picture (" + file.mediaType() + ", " + size + "), which I cannot see.");
        }
        String text = new String(content, StandardCharsets.UTF_8);
        long lines = text.lines().count();
        return new AttachedFile(
                file.name(),
                "a text (%s, %s) of %d %s."
                        .formatted(file.mediaType(), size, lines, lines == 1 ? "line" : "lines"));
    }

    private static String size(int bytes) {
        return bytes < KILO
                ? bytes + " bytes"
                : String.format(Locale.ROOT, "%.1f kB", bytes / (double) KILO);
    }
}
