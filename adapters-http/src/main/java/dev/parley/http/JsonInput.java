package dev.parley.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Reads JSON token by token, with bounds; no tree is built. */
final class JsonInput {

    private static final int DEPTH_MAX = 64;
    private static final int STRING_LENGTH_MAX = 20_000_000;
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH_MAX)
                                    .maxStringLength(STRING_LENGTH_MAX)
                                    .build())
                    .build();

    /** Reads the value of a member, or leaves it alone. */
    @FunctionalInterface
    interface Member {
        void read(String name, JsonParser parser) throws IOException;
    }

    /** Reads one element of an array, or leaves it alone. */
    @FunctionalInterface
    interface Element {
        void read(JsonParser parser) throws IOException;
    }

    private JsonInput() {}

    /**
     * Reads a body that is one JSON object.
     *
     * @throws Problem {@code invalid_body} when it is not, or nested too deeply
     */
    static void body(byte[] body, Member member) {
        body(body, 0, body.length, member);
    }

    /** Reads the object that is the given slice of a body. */
    static void body(byte[] body, int offset, int length, Member member) {
        try (JsonParser parser = FACTORY.createParser(body, offset, length)) {
            parser.nextToken();
            object("the body", parser, member);
            if (parser.nextToken() != null) {
                throw Problem.invalidBody("The body goes on after its end.");
            }
        } catch (JsonProcessingException e) {
            throw Problem.invalidBody("The body is not JSON this server reads.");
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /**
     * The string {@code name} of a body that is one JSON object; empty when there is none, and the
     * last when there are several.
     */
    static String string(byte[] body, String name) {
        StringBuilder text = new StringBuilder();
        body(
                body,
                (member, parser) -> {
                    if (member.equals(name)) {
                        text.setLength(0);
                        text.append(string(name, parser));
                    }
                });
        return text.toString();
    }

    /** Reads the object the parser stands at. */
    static void object(String what, JsonParser parser, Member member) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw Problem.invalidBody(what + " must be a JSON object.");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            member.read(name, parser);
            parser.skipChildren();
        }
    }

    /** Reads the array the parser stands at. */
    static void array(String what, JsonParser parser, Element element) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw Problem.invalidBody(what + " must be a JSON array.");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read(parser);
            parser.skipChildren();
        }
    }

    /** The string the parser stands at; a null of JSON is the empty string. */
    static String string(String what, JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return "";
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw Problem.invalidBody(what + " must be a string.");
        }
        String text = parser.getText();
        if (text.indexOf('\0') >= 0) {
            // PostgreSQL cannot hold it.
            throw Problem.invalidBody(what + " must not hold the character U+0000.");
        }
        return text;
    }

    /** The boolean the parser stands at. */
    static boolean bool(String what, JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw Problem.invalidBody(what + " must be true or false.");
        };
    }

    /** The whole number from {@code min} to {@code max} the parser stands at. */
    static int integer(String what, JsonParser parser, int min, int max) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            BigInteger number = parser.getBigIntegerValue();
            if (number.compareTo(BigInteger.valueOf(min)) >= 0
                    && number.compareTo(BigInteger.valueOf(max)) <= 0) {
                return number.intValueExact();
            }
        }
        throw Problem.invalidBody(what + " must be a whole number, " + min + " to " + max + ".");
    }

    static boolean isObject(String text) {
        return text.stripLeading().startsWith("{") && isJson(text);
    }

    /** Whether a text from elsewhere can be copied into JSON of ours. */
    static boolean isJson(String text) {
        if (text.isBlank()) {
            return false;
        }
        try (JsonParser parser = FACTORY.createParser(text.getBytes(StandardCharsets.UTF_8))) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
