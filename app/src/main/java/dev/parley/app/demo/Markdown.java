package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes what tools said as Markdown. */
final class Markdown {

    private static final int ROWS_MAX = 12;
    private static final int COLUMNS_MAX = 6;
    private static final int CELL_CHARS_MAX = 80;
    private static final int CODE_CHARS_MAX = 3000;
    private static final String FENCE = "```";

    private Markdown() {}

    /** A table of these fields of each object. */
    static String table(List<JsonNode> rows, List<String> fields) {
        StringBuilder table = new StringBuilder();
        table.append("| ")
                .append(fields.stream().map(f -> f.replace('_', ' ')).collect(joined()))
                .append(" |\n|")
                .append(" --- |".repeat(fields.size()));
        for (JsonNode row : rows.subList(0, Math.min(rows.size(), ROWS_MAX))) {
            table.append("\n| ")
                    .append(fields.stream().map(field -> cell(row.path(field))).collect(joined()))
                    .append(" |");
        }
        if (rows.size() > ROWS_MAX) {
            table.append("\n\n… and ").append(rows.size() - ROWS_MAX).append(" more.");
        }
        return table.toString();
    }

    /** A code block, cut with a visible note where it is long. */
    static String code(String text) {
        String shown =
                text.length() <= CODE_CHARS_MAX
                        ? text
                        : text.substring(0, CODE_CHARS_MAX) + "\n… (cut)";
        String fence = FENCE;
        while (shown.contains(fence)) {
            fence += "`";
        }
        return fence + "\n" + shown + "\n" + fence;
    }

    /** A table, when the object holds a list of objects. */
    static Optional<String> tableIn(JsonNode object) {
        return object.valueStream()
                .map(Json::objects)
                .filter(rows -> !rows.isEmpty())
                .findFirst()
                .map(rows -> table(rows, plainFields(rows.getFirst())));
    }

    private static List<String> plainFields(JsonNode row) {
        return row.propertyStream()
                .filter(field -> field.getValue().isValueNode())
                .map(java.util.Map.Entry::getKey)
                .limit(COLUMNS_MAX)
                .toList();
    }

    private static String cell(JsonNode value) {
        String text = Moments.inWords(value.asText("")).replace("|", "\\|").replaceAll("\\s+", " ");
        return text.length() <= CELL_CHARS_MAX ? text : text.substring(0, CELL_CHARS_MAX) + "…";
    }

    private static java.util.stream.Collector<CharSequence, ?, String> joined() {
        return Collectors.joining(" | ");
    }
}
