package dev.parley.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A prompt with its arguments, as a client asks for it. */
record PromptCall(String server, String prompt, Map<String, String> arguments) {

    static final PromptCall NONE = new PromptCall("", "", Map.of());

    PromptCall {
        arguments = Map.copyOf(arguments);
    }

    /** Reads the members that are of the right type; the data may be of another kind of part. */
    static PromptCall read(JsonParser parser) throws IOException {
        Map<String, String> names = new HashMap<>();
        Map<String, String> arguments = new HashMap<>();
        JsonInput.object(
                "data",
                parser,
                (name, at) -> {
                    if (name.equals("arguments") && at.isExpectedStartObjectToken()) {
                        arguments.putAll(arguments(at));
                    } else if (at.currentToken() == JsonToken.VALUE_STRING) {
                        names.put(name, JsonInput.string(name, at));
                    }
                });
        return new PromptCall(
                names.getOrDefault("server", ""), names.getOrDefault("prompt", ""), arguments);
    }

    /** Reads the object of arguments the parser stands at. */
    static Map<String, String> arguments(JsonParser parser) throws IOException {
        Map<String, String> arguments = new HashMap<>();
        JsonInput.object(
                "arguments",
                parser,
                (name, at) -> arguments.put(name, JsonInput.string("argument " + name, at)));
        return arguments;
    }
}
