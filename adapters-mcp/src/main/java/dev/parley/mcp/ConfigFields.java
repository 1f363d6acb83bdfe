package dev.parley.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of one JSON object in a settings file; what is wrong goes to the problems. */
final class ConfigFields {

    private static final int NEAR_MAX = 3;

    private final String path;
    private final JsonNode object;
    private final List<String> problems;

    ConfigFields(String path, JsonNode object, List<String> problems) {
        this.path = path;
        this.object = object;
        this.problems = problems;
        if (!object.isObject()) {
            problems.add(
                    (path.isEmpty() ? "it" : path) + " must be an object, not " + kind(object));
        }
    }

    boolean has(String field) {
        return object.has(field);
    }

    /** Adds a problem of one field. */
    void problem(String field, String what) {
        problems.add(at(field) + " " + what);
    }

    /** Adds a problem of the object itself. */
    void problem(String what) {
        problems.add(path + " " + what);
    }

    void onlyKnow(Set<String> fields) {
        object.fieldNames()
                .forEachRemaining(
                        field -> {
                            if (!fields.contains(field)) {
                                problem(field, "is not a known field" + suggestion(field, fields));
                            }
                        });
    }

    Optional<String> text(String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            problem(field, "must be a string, not " + kind(value));
            return Optional.empty();
        }
        return Optional.of(value.textValue());
    }

    boolean flag(String field) {
        JsonNode value = object.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            problem(field, "must be true or false, not " + kind(value));
        }
        return value.asBoolean(false);
    }

    /** A whole number from {@code min} to {@code max}; empty when it is absent or wrong. */
    Optional<Integer> number(String field, int min, int max) {
        JsonNode value = object.path(field);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isNumber() || value.doubleValue() % 1 != 0) {
            problem(field, "must be a whole number, not " + kind(value));
            return Optional.empty();
        }
        if (value.doubleValue() < min || value.doubleValue() > max) {
            problem(field, "must be from " + min + " to " + max + ", not " + value.asText());
            return Optional.empty();
        }
        return Optional.of(value.intValue());
    }

    List<String> texts(String field) {
        JsonNode value = object.path(field);
        List<String> texts = new ArrayList<>();
        if (!value.isMissingNode() && !value.isArray()) {
            problem(field, "must be a list of strings, not " + kind(value));
            return texts;
        }
        for (JsonNode item : value) {
            if (item.isTextual()) {
                texts.add(item.textValue());
            } else {
                problem(field, "must hold strings only, not " + kind(item));
            }
        }
        return texts;
    }

    Map<String, String> textsByName(String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(field)
                .forEach(
                        (name, value) -> {
                            if (value.isTextual()) {
                                texts.put(name, value.textValue());
                            } else {
                                problem(field + "." + name, "must be a string, not " + kind(value));
                            }
                        });
        return texts;
    }

    Map<String, JsonNode> object(String field) {
        JsonNode value = object.path(field);
        Map<String, JsonNode> members = new LinkedHashMap<>();
        if (!value.isMissingNode() && !value.isObject()) {
            problem(field, "must be an object, not " + kind(value));
        }
        value.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    /** The fields of an object in this one; empty when there is none, or something else. */
    Optional<ConfigFields> objectAt(String field) {
        JsonNode value = object.path(field);
        return value.isObject()
                ? Optional.of(new ConfigFields(at(field), value, problems))
                : Optional.empty();
    }

    private String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> value.asText();
            case NULL -> "null";
            default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String suggestion(String field, Set<String> known) {
        return known.stream()
                .min(
                        Comparator.comparingInt((String it) -> distance(field, it))
                                .thenComparing(it -> it))
                .filter(nearest -> distance(field, nearest) <= NEAR_MAX)
                .map(nearest -> ": did you mean " + nearest + "?")
                .orElseGet(
                        () ->
                                ": remove it; known are "
                                        + String.join(", ", known.stream().sorted().toList()));
    }

    /** How many letters must be added, removed or replaced (Levenshtein). */
    private static int distance(String one, String other) {
        String left = one.toLowerCase(Locale.ROOT);
        String right = other.toLowerCase(Locale.ROOT);
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
