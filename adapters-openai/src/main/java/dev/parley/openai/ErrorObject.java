package dev.parley.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.parley.model.ModelException;
import java.io.IOException;

/**
 * An error a provider sent as an event, after it had answered 200.
 *
 * @param code its {@code code}, a word or an HTTP status
 * @param type its {@code type}
 */
record ErrorObject(String code, String type) {

    /** Throws what the value at the parser means, unless it is null or otherwise no error. */
    static void throwIfPresent(JsonParser p) throws IOException {
        switch (p.currentToken()) {
            case VALUE_STRING -> throw OpenAiErrors.inStream(new ErrorObject("", ""));
            case START_OBJECT -> throw read(p);
            default -> p.skipChildren();
        }
    }

    /** What the object means that the parser has entered. */
    static ModelException read(JsonParser p) throws IOException {
        String code = "";
        String type = "";
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            switch (field) {
                case "code" -> code = Json.textOrJson(p);
                case "type" -> type = Json.text(p);
                // The event named "error" may wrap the object once more.
                case "error" -> throwIfPresent(p);
                default -> p.skipChildren();
            }
        }
        return OpenAiErrors.inStream(new ErrorObject(code, type));
    }
}
