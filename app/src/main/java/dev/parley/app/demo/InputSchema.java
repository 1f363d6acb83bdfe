package dev.parley.app.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments a demo tool takes: written once, shown to clients as JSON Schema, and what calls
 * are checked against.
 */
record InputSchema(List<Field> fields) {

    /** The call's arguments do not fit; the message is a sentence for whoever called. */
    static final class BadArgument extends RuntimeException {
        BadArgument(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /** One argument; for a number, {@code max} is its upper limit and 1 the lower one. */
    record Field(
            String name,
            String type,
            String description,
            boolean required,
            List<String> values,
            int max) {

        static Field text(String name, String description) {
            return new Field(name, "string", description, false, List.of(), 0);
        }

        static Field choice(String name, String description, List<String> values) {
            return new Field(name, "string", description, false, values, 0);
        }

        static Field number(String name, String description, int max) {
            return new Field(name, "integer", description, false, List.of(), max);
        }

        Field must() {
            return new Field(name, type, description, true, values, max);
        }

        private Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("type", type);
            map.put("description", description);
            if (!values.isEmpty()) {
                map.put("enum", values);
            }
            if (max > 0) {
                map.put("minimum", 1);
                map.put("maximum", max);
            }
            return map;
        }

        private void check(@Nullable Object value) {
            if (value == null) {
                if (required) {
                    throw new BadArgument("'" + name + "' is required: " + description);
                }
            } else if (type.equals("string")) {
                checkText(value);
            } else if (!(value instanceof Integer number) || number < 1 || number > max) {
                throw new BadArgument(
                        "'%s' must be a whole number from 1 to %d, not %s."
                                .formatted(name, max, value));
            }
        }

        private void checkText(Object value) {
            if (!(value instanceof String text) || (required && text.isBlank())) {
                throw new BadArgument("'" + name + "' must be a text, not '" + value + "'.");
            }
            if (!values.isEmpty() && !values.contains(text)) {
                throw new BadArgument(
                        "'%s' must be one of %s, not '%s'."
                                .formatted(name, String.join(", ", values), text));
            }
        }
    }

    InputSchema {
        fields = List.copyOf(fields);
    }

    static InputSchema of(Field... fields) {
        return new InputSchema(List.of(fields));
    }

    /** As JSON Schema. */
    Map<String, Object> toMap() {
        Map<String, Object> properties = new LinkedHashMap<>();
        fields.forEach(field -> properties.put(field.name(), field.toMap()));
        return Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                fields.stream().filter(Field::required).map(Field::name).toList(),
                "additionalProperties",
                false);
    }

    /**
     * Checks a call's arguments.
     *
     * @throws BadArgument for the first argument that is missing, unknown or wrong
     */
    void check(Map<String, Object> arguments) {
        List<String> known = fields.stream().map(Field::name).toList();
        for (String name : arguments.keySet()) {
            if (!known.contains(name)) {
                throw new BadArgument(
                        "There is no argument '%s'; known are: %s."
                                .formatted(
                                        name, known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
        fields.forEach(field -> field.check(arguments.get(field.name())));
    }
}
