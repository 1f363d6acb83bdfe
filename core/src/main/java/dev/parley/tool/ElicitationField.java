package dev.parley.tool;

import static java.util.stream.Collectors.toSet;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One value that an {@link Elicitation.Form} asks for.
 *
 * @param name unique in the form
 * @param title for people; empty when the server gave none
 * @param initial its default; {@link ElicitationValue.Nothing} when it has none
 */
public record ElicitationField(
        String name,
        String title,
        String description,
        boolean required,
        Type type,
        ElicitationValue initial) {

    /** What values a field takes: the flat types of MCP 2025-11-25. */
    public sealed interface Type {

        /**
         * A text.
         *
         * @param lengthMin in Unicode characters, as {@code lengthMax}
         * @param pattern a regular expression that must be found in it; empty for none
         */
        record Text(int lengthMin, int lengthMax, String pattern, Format format) implements Type {}

        /** A number; infinite bounds are none. */
        record Numeric(boolean whole, double min, double max) implements Type {}

        record Flag() implements Type {}

        /** One of some options. */
        record Choice(List<Option> options) implements Type {
            public Choice {
                options = List.copyOf(options);
            }
        }

        /** Some of some options, each at most once. */
        record Choices(List<Option> options, int countMin, int countMax) implements Type {
            public Choices {
                options = List.copyOf(options);
            }
        }
    }

    /** What a text must look like. */
    public enum Format {
        ANY,
        EMAIL,
        URI,
        DATE,
        DATE_TIME
    }

    /** A value to choose, and what to call it. */
    public record Option(String value, String title) {}

    public ElicitationField {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a field must have a name");
        }
    }

    /** What people call it. */
    public String label() {
        return title.isBlank() ? name : title;
    }

    /** Why the field cannot have this value, as the end of a sentence; empty when it can. */
    public Optional<String> problem(ElicitationValue value) {
        if (value instanceof ElicitationValue.Nothing) {
            return required ? Optional.of("is required") : Optional.empty();
        }
        return switch (type) {
            case Type.Text text ->
                    value instanceof ElicitationValue.Text it
                            ? TextRules.problem(text, it.text())
                            : Optional.of("must be a text");
            case Type.Numeric number ->
                    value instanceof ElicitationValue.Numeric it
                            ? problem(number, it)
                            : Optional.of("must be a number");
            case Type.Flag flag ->
                    value instanceof ElicitationValue.Flag
                            ? Optional.empty()
                            : Optional.of("must be true or false");
            case Type.Choice choice ->
                    value instanceof ElicitationValue.Text it
                                    && values(choice.options()).contains(it.text())
                            ? Optional.empty()
                            : Optional.of("must be one of its options");
            case Type.Choices choices ->
                    value instanceof ElicitationValue.Choices it
                            ? problem(choices, it.options())
                            : Optional.of("must be a list of its options");
        };
    }

    private static Optional<String> problem(Type.Numeric type, ElicitationValue.Numeric value) {
        double number = value.number().doubleValue();
        if (!Double.isFinite(number)) {
            return Optional.of("is too large");
        }
        if (type.whole() && value.number().stripTrailingZeros().scale() > 0) {
            return Optional.of("must be a whole number");
        }
        if (number < type.min()) {
            return Optional.of("must be at least " + plain(type.min()));
        }
        return number > type.max()
                ? Optional.of("must be at most " + plain(type.max()))
                : Optional.empty();
    }

    private static Optional<String> problem(Type.Choices type, List<String> chosen) {
        if (!values(type.options()).containsAll(chosen)
                || new HashSet<>(chosen).size() < chosen.size()) {
            return Optional.of("must be some of its options, each once");
        }
        if (chosen.size() < type.countMin()) {
            return Optional.of("must be at least " + type.countMin() + " of its options");
        }
        return chosen.size() > type.countMax()
                ? Optional.of("must be at most " + type.countMax() + " of its options")
                : Optional.empty();
    }

    private static Set<String> values(List<Option> options) {
        return options.stream().map(Option::value).collect(toSet());
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
