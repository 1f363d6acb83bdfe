package dev.parley.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table of texts from elsewhere: each row one line, whatever the texts hold. */
final class Columns {

    private static final int LAST_LENGTH_MAX = 100;
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row; all have the same number of cells. */
    void row(String... cells) {
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(Terminals.line(cell));
        }
        rows.add(row);
    }

    void print(PrintWriter out) {
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size() - 1; i++) {
                line.append(row.get(i));
                line.append(" ".repeat(width(i) - row.get(i).length())).append(GAP);
            }
            line.append(cut(row.getLast()));
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String cut(String text) {
        return text.length() <= LAST_LENGTH_MAX ? text : text.substring(0, LAST_LENGTH_MAX) + "…";
    }
}
