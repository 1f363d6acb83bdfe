package dev.parley.mcp;

import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationField;
import dev.parley.tool.ElicitationValue;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the restricted JSON Schema of a form (MCP 2025-11-25, client/elicitation, requested
 * schema). What a form may not hold is an error of invalid parameters; a default of a wrong type is
 * none.
 */
final class ElicitationForms {

    private static final int FIELDS_MAX = 50;
    private static final int OPTIONS_MAX = 300;
    private static final int TEXT_LENGTH_MAX = 10_000;
    private static final int MESSAGE_MAX = 4_000;
    private static final int DESCRIPTION_MAX = 1_000;
    private static final int NAME_MAX = 200;

    private ElicitationForms() {}

    static String message(@Nullable String text) {
        return McpTexts.cut(McpTexts.orEmpty(text), MESSAGE_MAX);
    }

    /**
     * The form that a server asks for.
     *
     * @throws McpError when it is none that MCP knows
     */
    static Elicitation.Form read(
            String server, String message, @Nullable Map<String, Object> schema) {
        Map<?, ?> properties = object(schema == null ? null : schema.get("properties"));
        if (properties.size() > FIELDS_MAX) {
            throw invalid("a form has at most " + FIELDS_MAX + " fields");
        }
        List<?> required = list(schema == null ? null : schema.get("required"));
        List<ElicitationField> fields = new ArrayList<>();
        properties.forEach(
                (key, property) -> {
                    String name = String.valueOf(key);
                    fields.add(field(name, object(property), required.contains(name)));
                });
        return new Elicitation.Form(server, message(message), fields);
    }

    private static ElicitationField field(String name, Map<?, ?> property, boolean required) {
        if (name.isEmpty() || name.length() > NAME_MAX) {
            throw invalid("a field's name has 1 to " + NAME_MAX + " characters");
        }
        ElicitationField.Type type = type(name, property);
        return new ElicitationField(
                name,
                McpTexts.sentence(text(property.get("title"))),
                McpTexts.cut(text(property.get("description")), DESCRIPTION_MAX),
                required,
                type,
                initial(type, property.get("default")));
    }

    private static ElicitationField.Type type(String name, Map<?, ?> property) {
        return switch (text(property.get("type"))) {
            case "string" ->
                    property.containsKey("enum") || property.containsKey("oneOf")
                            ? new ElicitationField.Type.Choice(options(name, property))
                            : freeText(property);
            case "number" -> number(property, false);
            case "integer" -> number(property, true);
            case "boolean" -> new ElicitationField.Type.Flag();
            case "array" ->
                    new ElicitationField.Type.Choices(
                            options(name, object(property.get("items"))),
                            count(property.get("minItems"), 0, OPTIONS_MAX),
                            count(property.get("maxItems"), OPTIONS_MAX, OPTIONS_MAX));
            default -> throw invalid("field " + name + " has a type that forms do not have");
        };
    }

    private static ElicitationField.Type freeText(Map<?, ?> property) {
        ElicitationField.Format format =
                switch (text(property.get("format"))) {
                    case "email" -> ElicitationField.Format.EMAIL;
                    case "uri" -> ElicitationField.Format.URI;
                    case "date" -> ElicitationField.Format.DATE;
                    case "date-time" -> ElicitationField.Format.DATE_TIME;
                    case "password" -> throw invalid("a form must not ask for a password");
                    // As JSON Schema has it: a format one does not know says nothing.
                    default -> ElicitationField.Format.ANY;
                };
        return new ElicitationField.Type.Text(
                count(property.get("minLength"), 0, TEXT_LENGTH_MAX),
                count(property.get("maxLength"), TEXT_LENGTH_MAX, TEXT_LENGTH_MAX),
                McpTexts.cut(text(property.get("pattern")), DESCRIPTION_MAX),
                format);
    }

    private static ElicitationField.Type number(Map<?, ?> property, boolean whole) {
        return new ElicitationField.Type.Numeric(
                whole,
                bound(property.get("minimum"), Double.NEGATIVE_INFINITY),
                bound(property.get("maximum"), Double.POSITIVE_INFINITY));
    }

    /** Plain values, titled ones, and values whose titles are in a list beside them, as of old. */
    private static List<ElicitationField.Option> options(String name, Map<?, ?> choice) {
        List<?> plain = list(choice.get("enum"));
        List<?> names = list(choice.get("enumNames"));
        List<ElicitationField.Option> options = new ArrayList<>();
        IntStream.range(0, plain.size())
                .forEach(
                        i ->
                                options.add(
                                        option(
                                                plain.get(i),
                                                i < names.size() ? names.get(i) : plain.get(i))));
        for (String titled : List.of("oneOf", "anyOf")) {
            for (Object item : list(choice.get(titled))) {
                Map<?, ?> option = object(item);
                Object title = option.get("title");
                options.add(
                        option(option.get("const"), title == null ? option.get("const") : title));
            }
        }
        if (options.isEmpty() || options.size() > OPTIONS_MAX) {
            throw invalid("field " + name + " must have 1 to " + OPTIONS_MAX + " options");
        }
        return options;
    }

    private static ElicitationField.Option option(@Nullable Object value, @Nullable Object title) {
        if (!(value instanceof String text) || text.length() > NAME_MAX) {
            throw invalid("an option is a string of at most " + NAME_MAX + " characters");
        }
        String shown = McpTexts.sentence(text(title));
        return new ElicitationField.Option(text, shown.isEmpty() ? text : shown);
    }

    private static ElicitationValue initial(ElicitationField.Type type, @Nullable Object value) {
        ElicitationValue nothing = new ElicitationValue.Nothing();
        return switch (type) {
            case ElicitationField.Type.Text it ->
                    value instanceof String text ? new ElicitationValue.Text(text) : nothing;
            case ElicitationField.Type.Choice it ->
                    value instanceof String text ? new ElicitationValue.Text(text) : nothing;
            case ElicitationField.Type.Numeric it ->
                    value instanceof Number number
                            ? new ElicitationValue.Numeric(new BigDecimal(number.toString()))
                            : nothing;
            case ElicitationField.Type.Flag it ->
                    value instanceof Boolean on ? new ElicitationValue.Flag(on) : nothing;
            case ElicitationField.Type.Choices it ->
                    value instanceof List<?> some
                                    && some.stream().allMatch(String.class::isInstance)
                            ? new ElicitationValue.Choices(
                                    some.stream().map(String.class::cast).toList())
                            : nothing;
        };
    }

    private static int count(@Nullable Object value, int otherwise, int max) {
        return value instanceof Number number ? Math.clamp(number.longValue(), 0, max) : otherwise;
    }

    private static double bound(@Nullable Object value, double otherwise) {
        return value instanceof Number number ? number.doubleValue() : otherwise;
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    private static McpError invalid(String what) {
        return McpError.builder(McpSchema.ErrorCodes.INVALID_PARAMS).message(what).build();
    }
}
