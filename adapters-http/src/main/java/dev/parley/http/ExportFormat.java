package dev.parley.http;

import org.jspecify.annotations.Nullable;

/** As what a conversation is taken away. */
enum ExportFormat {
    /** To be read. */
    MARKDOWN("md", "text/markdown; charset=utf-8"),
    /** To be worked with: all there is. */
    JSON("json", "application/json");

    private final String ending;
    private final String type;

    ExportFormat(String ending, String type) {
        this.ending = ending;
        this.type = type;
    }

    /**
     * The format that a request names; Markdown when it names none.
     *
     * @throws Problem {@code invalid_arguments} when there is no such one
     */
    static ExportFormat of(@Nullable String name) {
        if (name == null) {
            return MARKDOWN;
        }
        for (ExportFormat it : values()) {
            if (it.ending.equals(name)) {
                return it;
            }
        }
        throw new Problem(
                ProblemCode.INVALID_ARGUMENTS, "There is no such format: format is md or json.");
    }

    /** How a file's name ends. */
    String ending() {
        return ending;
    }

    String type() {
        return type;
    }
}
