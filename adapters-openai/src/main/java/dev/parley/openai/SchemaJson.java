package dev.parley.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.openai.core.JsonValue;
import com.openai.core.ObjectMappers;
import java.util.Map;

/** Reads a tool's input schema into the SDK's values. */
final class SchemaJson {

    private static final TypeReference<Map<String, JsonValue>> MEMBERS = new TypeReference<>() {};

    private SchemaJson() {}

    /** The members of the schema; none when it is not a JSON object, so that the tool stays. */
    static Map<String, JsonValue> members(String json) {
        if (!Json.problemOfObject(json).isEmpty()) {
            return Map.of();
        }
        try {
            return ObjectMappers.jsonMapper().readValue(json, MEMBERS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a checked JSON object was not read", e);
        }
    }
}
