package dev.parley.storage;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A JSON object as it was stored, by an older or a newer Parley: what is missing is empty.
 *
 * @param texts its scalars, as text
 * @param nested its objects, as lists of one, and what of its arrays is objects
 * @param lists what of its arrays is scalars, as text
 */
record JsonFields(
        Map<String, String> texts,
        Map<String, List<JsonFields>> nested,
        Map<String, List<String>> lists) {

    private static final JsonFields NONE = new JsonFields(Map.of(), Map.of(), Map.of());

    /** What the objects in an array mean; it is all there is to read. */
    static <T> List<T> arrayOf(JsonParser json, Function<JsonFields, T> meaning)
            throws IOException {
        List<T> elements = new ArrayList<>();
        expect(json, json.nextToken(), JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            elements.add(meaning.apply(object(json)));
        }
        return elements;
    }

    String text(String name) {
        return texts.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(text(name));
    }

    /** Zero when it is no such number. */
    long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Zero when it is no number. */
    double decimal(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    List<String> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    List<JsonFields> objects(String name) {
        return nested.getOrDefault(name, List.of());
    }

    JsonFields object(String name) {
        return objects(name).stream().findFirst().orElse(NONE);
    }

    boolean has(String name) {
        return texts.containsKey(name) || nested.containsKey(name) || lists.containsKey(name);
    }

    /** Reads the object whose start is the current token. */
    private static JsonFields object(JsonParser json) throws IOException {
        expect(json, json.currentToken(), JsonToken.START_OBJECT);
        JsonFields fields = new JsonFields(new HashMap<>(), new HashMap<>(0), new HashMap<>(0));
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            switch (json.nextToken()) {
                case START_OBJECT -> fields.nested.put(name, List.of(object(json)));
                case START_ARRAY -> fields.readArray(name, json);
                case VALUE_NULL -> {}
                default -> fields.texts.put(name, json.getText());
            }
        }
        return fields;
    }

    /** Reads the array whose start is the current token. */
    private void readArray(String name, JsonParser json) throws IOException {
        List<JsonFields> objects = new ArrayList<>();
        List<String> scalars = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            switch (json.currentToken()) {
                case START_OBJECT -> objects.add(object(json));
                case START_ARRAY -> json.skipChildren();
                default -> scalars.add(json.getText());
            }
        }
        nested.put(name, objects);
        lists.put(name, scalars);
    }

    private static void expect(JsonParser json, JsonToken actual, JsonToken wanted)
            throws IOException {
        if (actual != wanted) {
            throw new JsonParseException(json, "expected " + wanted + ", not " + actual);
        }
    }
}
