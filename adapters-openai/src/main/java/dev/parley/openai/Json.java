package dev.parley.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.openai.core.ObjectMappers;
import java.io.IOException;
import java.io.StringWriter;

/** How this module reads JSON: as a stream, with limits. */
final class Json {

    private static final int NESTING_MAX = 200;

    /**
     * Jackson's own pool hangs on the thread; every stream has a thread of its own, which would
     * keep 16 KiB until it ends.
     */
    private static final RecyclerPool<BufferRecycler> BUFFERS =
            JsonRecyclerPools.newBoundedPool(256);

    private static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .recyclerPool(BUFFERS)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(NESTING_MAX)
                                    .maxNumberLength(1000)
                                    .maxStringLength(SseReader.EVENT_BYTES_MAX)
                                    .build())
                    .build();

    private Json() {}

    /** Lets the SDK, which writes requests on the same threads, share the buffers as well. */
    static void shareBuffersWithSdk() {
        ObjectMappers.jsonMapper().getFactory().setRecyclerPool(BUFFERS);
    }

    static JsonParser parser(byte[] bytes, int start, int length) throws IOException {
        return FACTORY.createParser(bytes, start, length);
    }

    /**
     * Says why {@code text} is not one JSON object.
     *
     * @return the problem, empty when there is none
     */
    static String problemOfObject(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "not a JSON object";
            }
            parser.skipChildren();
            return parser.nextToken() == null ? "" : "more than one JSON object";
        } catch (IOException e) {
            return "not valid JSON";
        }
    }

    /** The text at the parser, or nothing where something else stands. */
    static String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return "";
    }

    /** The text at the parser, or the JSON text of an object or number that stands instead. */
    static String textOrJson(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
            return parser.getText();
        }
        if (token != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return "";
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            generator.copyCurrentStructure(parser);
        }
        return text.toString();
    }

    /** The count at the parser, {@code otherwise} where something else stands. */
    static long count(JsonParser parser, long otherwise) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return Math.max(0, parser.getLongValue());
        }
        parser.skipChildren();
        return otherwise;
    }

    /** The current value as the index of a tool call; {@link ToolCalls#NO_INDEX} if it is none. */
    static int index(JsonParser parser) throws IOException {
        long index = count(parser, ToolCalls.NO_INDEX);
        return index > Integer.MAX_VALUE ? ToolCalls.NO_INDEX : (int) index;
    }

    /** Steps into an object; skips anything else. */
    static boolean isObject(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        parser.skipChildren();
        return false;
    }

    /** Steps into an array; skips anything else. */
    static boolean isArray(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            return true;
        }
        parser.skipChildren();
        return false;
    }
}
