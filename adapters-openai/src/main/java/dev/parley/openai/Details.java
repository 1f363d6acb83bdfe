package dev.parley.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The breakdown of a token count, one object deeper in both wires. */
final class Details {

    private Details() {}

    static long of(JsonParser p, String name, long otherwise) throws IOException {
        long count = otherwise;
        if (!Json.isObject(p)) {
            return count;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String field = p.currentName();
            p.nextToken();
            if (field.equals(name)) {
                count = Json.count(p, otherwise);
            } else {
                p.skipChildren();
            }
        }
        return count;
    }
}
