package dev.parley.oauth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.minidev.json.JSONObject;

/** Reads documents of OAuth servers. A field of another type than expected is an error. */
final class JsonFields {

    /** The most entries of a list that are read. */
    static final int ENTRIES_MAX = 200;

    /** The document is none, or a field has the wrong type. Holds nothing of it. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String field) {
            super("unreadable: " + field);
        }
    }

    private final Map<String, Object> fields;

    private JsonFields(JSONObject document) {
        this.fields = document;
    }

    /** The body, which its type must say is JSON. */
    static JsonFields of(HTTPResponse response) throws Unreadable {
        try {
            return new JsonFields(response.getBodyAsJSONObject());
        } catch (ParseException e) {
            throw new Unreadable("the document");
        }
    }

    static boolean saysJson(HTTPResponse response) {
        String type = response.getHeaderValue("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    /** The text; empty when there is none. */
    String text(String field) throws Unreadable {
        return switch (fields.get(field)) {
            case null -> "";
            case String text -> text;
            default -> throw new Unreadable(field);
        };
    }

    /** The object; empty when there is none, or something else of that name. */
    Optional<JsonFields> object(String field) {
        return fields.get(field) instanceof JSONObject object
                ? Optional.of(new JsonFields(object))
                : Optional.empty();
    }

    /** What names something: a text, or a whole number as text; empty for all else. */
    String name(String field) {
        Object value = fields.get(field);
        boolean named =
                value instanceof String || value instanceof Integer || value instanceof Long;
        return named ? String.valueOf(value) : "";
    }

    boolean flag(String field) throws Unreadable {
        return switch (fields.get(field)) {
            case null -> false;
            case Boolean flag -> flag;
            default -> throw new Unreadable(field);
        };
    }

    /** The list of texts; empty when there is none. */
    Optional<List<String>> texts(String field) throws Unreadable {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof List<?> list && list.size() <= ENTRIES_MAX && allTexts(list)) {
            return Optional.of(list.stream().map(String.class::cast).toList());
        }
        throw new Unreadable(field);
    }

    /** The whole number, also as text, which some servers write; empty when there is none. */
    Optional<Long> number(String field) throws Unreadable {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Integer || value instanceof Long) {
            return Optional.of(((Number) value).longValue());
        }
        if (value instanceof String text && text.matches("[0-9]{1,15}")) {
            return Optional.of(Long.valueOf(text));
        }
        throw new Unreadable(field);
    }

    private static boolean allTexts(List<?> list) {
        return list.stream().allMatch(String.class::isInstance);
    }
}
