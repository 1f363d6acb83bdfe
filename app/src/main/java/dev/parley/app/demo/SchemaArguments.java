package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.tool.Tool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Arguments for a tool, found in what the user said by looking at the tool's input schema only:
 * {@code name=value} pairs first, then choices, ids, numbers and quoted texts, and what is left
 * over for the texts that are required.
 *
 * @param missing required arguments for which nothing was found
 */
record SchemaArguments(ObjectNode arguments, List<String> missing) {

    private static final Pattern OBJECT = Pattern.compile("\\{.*}", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("[\"“]([^\"”]*)[\"”]|'([^']*)'(?!\\w)");
    private static final Pattern NUMBER =
            Pattern.compile("(?<![\\w.-])-?\\d+(?:\\.\\d+)?(?![\\w.-])");
    private static final Pattern ID = Pattern.compile("(?i)\\b[a-z][a-z0-9]*-\\d+\\b");
    private static final Pattern ID_NAME = Pattern.compile("(?i)(^|_)id$|Id$|issue|ticket|key$");
    private static final Pattern SEARCH_NAME =
            Pattern.compile("(?i)query|q|search|text|message|prompt|input|question|term|name");
    private static final Pattern FILLER =
            Pattern.compile(
                    "(?i)^(please|can|could|would|you|call|use|run|the|a|an|tool|with|for|of|to|and"
                            + "|about|show|me|give|get|in|on|from|find|my|all)\\b[\\s:,]*");

    /** Takes what it needs from {@code said}; the tool's own name should be gone from it. */
    static SchemaArguments of(Tool tool, String said) {
        Matcher object = OBJECT.matcher(said);
        JsonNode schema = Json.parse(tool.inputSchemaJson());
        if (object.find() && Json.parse(object.group()) instanceof ObjectNode whole) {
            return new SchemaArguments(whole, missing(schema, whole));
        }
        ObjectNode arguments = new Finder(schema, said).find();
        return new SchemaArguments(arguments, missing(schema, arguments));
    }

    private static List<String> missing(JsonNode schema, ObjectNode arguments) {
        return schema.path("required")
                .valueStream()
                .map(JsonNode::asText)
                .filter(name -> !arguments.has(name))
                .toList();
    }

    /** What was said, as it is used up. */
    private static final class Finder {

        private final JsonNode schema;
        private final ObjectNode found = Json.object();
        private final Deque<String> quoted = new ArrayDeque<>();
        private String rest;

        Finder(JsonNode schema, String said) {
            this.schema = schema;
            this.rest = said;
        }

        ObjectNode find() {
            List<Map.Entry<String, JsonNode>> fields =
                    new ArrayList<>(schema.path("properties").properties());
            fields.forEach(field -> named(field.getKey(), field.getValue()));
            QUOTED.matcher(rest).results().map(Finder::content).forEach(quoted::add);
            rest = QUOTED.matcher(rest).replaceAll(" ");
            fields.forEach(field -> plain(field.getKey(), field.getValue()));
            fields.stream()
                    .filter(field -> required(field.getKey()))
                    .forEach(field -> text(field.getKey(), field.getValue()));
            // A search without words finds everything: only then is an optional text filled.
            fields.stream()
                    .filter(field -> SEARCH_NAME.matcher(field.getKey()).matches())
                    .forEach(field -> text(field.getKey(), field.getValue()));
            return found;
        }

        private static String content(MatchResult quotation) {
            String straight = quotation.group(1);
            return straight == null ? quotation.group(2) : straight;
        }

        /** {@code name=value} or {@code name: value}. */
        private void named(String name, JsonNode field) {
            Matcher pair =
                    Pattern.compile(
                                    "(?i)\\b"
                                            + Pattern.quote(name)
                                            + "\\s*[=:]\\s*(?:\"([^\"]*)\"|(\\S+))")
                            .matcher(rest);
            if (pair.find()) {
                String value = pair.group(1) == null ? pair.group(2) : pair.group(1);
                put(name, field, value);
                rest = pair.replaceFirst(" ");
            }
        }

        /** Choices, ids, numbers and booleans, which can be told from other words. */
        private void plain(String name, JsonNode field) {
            if (found.has(name)) {
                return;
            }
            Optional<String> choice =
                    field.path("enum")
                            .valueStream()
                            .map(JsonNode::asText)
                            .filter(this::says)
                            .findFirst();
            if (choice.isPresent()) {
                put(name, field, choice.get());
                rest = word(choice.get()).matcher(rest).replaceFirst(" ");
                return;
            }
            switch (type(field)) {
                case "integer", "number" -> take(NUMBER).ifPresent(it -> put(name, field, it));
                case "boolean" -> {
                    if (required(name)) {
                        found.put(name, !says("no") && !says("false"));
                    }
                }
                case "string" -> {
                    if (ID_NAME.matcher(name).find()) {
                        take(ID).ifPresent(it -> put(name, field, it.toUpperCase(Locale.ROOT)));
                    }
                }
                default -> {}
            }
        }

        /** A quoted text, else all the words that are left. */
        private void text(String name, JsonNode field) {
            boolean isText = type(field).equals("string") && field.path("enum").isEmpty();
            boolean isList = type(field).equals("array");
            if (found.has(name) || !(isText || isList)) {
                return;
            }
            String value = quoted.isEmpty() ? leftover() : quoted.removeFirst();
            if (value.isBlank()) {
                return;
            }
            if (isText) {
                found.put(name, value);
            } else {
                var list = found.putArray(name);
                for (String item : value.split("\\s*,\\s*", -1)) {
                    list.add(item);
                }
            }
        }

        private String leftover() {
            String words = rest.strip();
            Matcher filler = FILLER.matcher(words);
            while (filler.find()) {
                words = words.substring(filler.end());
                filler = FILLER.matcher(words);
            }
            rest = "";
            return words.replaceAll("^[\\s:,]+|[\\s?.!]+$", "");
        }

        private void put(String name, JsonNode field, String value) {
            switch (type(field)) {
                case "integer", "number", "boolean", "object", "array" -> {
                    JsonNode parsed = Json.parse(value);
                    if (!parsed.isMissingNode()) {
                        found.set(name, parsed);
                    }
                }
                default -> found.put(name, value);
            }
        }

        private Optional<String> take(Pattern pattern) {
            Matcher matcher = pattern.matcher(rest);
            if (!matcher.find()) {
                return Optional.empty();
            }
            String value = matcher.group();
            rest = rest.substring(0, matcher.start()) + " " + rest.substring(matcher.end());
            return Optional.of(value);
        }

        private boolean says(String word) {
            return word(word).matcher(rest).find();
        }

        private boolean required(String name) {
            return schema.path("required").valueStream().anyMatch(it -> it.asText().equals(name));
        }

        private static String type(JsonNode field) {
            JsonNode type = field.path("type");
            // ["string", "null"] is how an optional text is often written.
            return type.isArray() ? type.path(0).asText() : type.asText("string");
        }

        private static Pattern word(String word) {
            return Pattern.compile("(?i)(?<![\\w-])" + Pattern.quote(word) + "(?![\\w-])");
        }
    }
}
