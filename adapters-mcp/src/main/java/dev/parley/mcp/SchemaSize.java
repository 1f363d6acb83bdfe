package dev.parley.mcp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures a JSON Schema of a server before anyone works with it. Any object counts as a subschema,
 * as a {@code $ref} can make one of it, except those that only name others.
 */
final class SchemaSize {

    static final int DEPTH_MAX = 32;
    static final int SUBSCHEMAS_MAX = 5_000;

    /** Keywords whose value is no schema but has one under each name. */
    private static final Set<String> BY_NAME =
            Set.of(
                    "$defs",
                    "definitions",
                    "dependencies",
                    "dependentSchemas",
                    "patternProperties",
                    "properties");

    private int subschemas;
    private boolean tooDeep;

    private SchemaSize() {}

    /** Why {@code schema} is not accepted; empty when it is. */
    static Optional<String> problem(Map<String, Object> schema) {
        SchemaSize size = new SchemaSize();
        size.schema(schema, 1);
        if (size.tooDeep) {
            return Optional.of("is nested more than " + DEPTH_MAX + " deep");
        }
        return size.subschemas > SUBSCHEMAS_MAX
                ? Optional.of("has more than " + SUBSCHEMAS_MAX + " subschemas")
                : Optional.empty();
    }

    private void schema(Map<?, ?> schema, int depth) {
        subschemas++;
        tooDeep |= depth > DEPTH_MAX;
        if (tooDeep || subschemas > SUBSCHEMAS_MAX) {
            return;
        }
        schema.forEach(
                (keyword, value) -> {
                    if (value instanceof Map<?, ?> named && BY_NAME.contains(keyword)) {
                        named.values().forEach(it -> value(it, depth));
                    } else {
                        value(value, depth);
                    }
                });
    }

    private void value(Object value, int depth) {
        if (value instanceof Map<?, ?> schema) {
            schema(schema, depth + 1);
        } else if (value instanceof List<?> list) {
            list.forEach(it -> list(it, depth));
        }
    }

    /** A list adds no depth of its own, unless it holds lists, which are no schemas. */
    private void list(Object item, int depth) {
        if (item instanceof List<?>) {
            tooDeep |= depth > DEPTH_MAX;
            if (!tooDeep) {
                value(item, depth + 1);
            }
        } else {
            value(item, depth);
        }
    }
}
