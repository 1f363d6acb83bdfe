package dev.parley.tool;

import java.math.BigDecimal;
import java.util.List;

/** What one {@link ElicitationField} holds. */
public sealed interface ElicitationValue {

    /** The field is empty: it has no default, or the user left it empty on purpose. */
    record Nothing() implements ElicitationValue {}

    /** A text, or the one option that was chosen. */
    record Text(String text) implements ElicitationValue {}

    record Numeric(BigDecimal number) implements ElicitationValue {}

    record Flag(boolean on) implements ElicitationValue {}

    /** The options that were chosen, of which there may be several. */
    record Choices(List<String> options) implements ElicitationValue {
        public Choices {
            options = List.copyOf(options);
        }
    }
}
