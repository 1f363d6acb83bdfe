package dev.parley.storage;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationField;
import dev.parley.tool.ElicitationValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The stored form of what turns ask and of the answers: arrays of one object. Field names are a
 * contract with every database out there: add to them, never change them. {@link
 * ElicitationJsonReader} reads it.
 */
final class ElicitationJson {

    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private ElicitationJson() {}

    static String question(Elicitation elicitation) {
        return text(json -> write(json, elicitation));
    }

    static String answer(ElicitationAnswer answer) {
        return text(
                json -> {
                    json.writeStringField("action", name(answer.action()));
                    json.writeArrayFieldStart("values");
                    for (Map.Entry<String, ElicitationValue> value : answer.values().entrySet()) {
                        json.writeStartObject();
                        json.writeStringField("name", value.getKey());
                        write(json, value.getValue());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                });
    }

    static Elicitation readQuestion(String text) {
        return read(text, ElicitationJsonReader::elicitation);
    }

    static ElicitationAnswer readAnswer(String text) {
        return read(text, ElicitationJsonReader::answer);
    }

    /** As the value of a field named {@code elicitation}. */
    static void write(JsonGenerator json, Elicitation elicitation) throws IOException {
        json.writeStringField("server", elicitation.server());
        json.writeStringField("message", elicitation.message());
        switch (elicitation) {
            case Elicitation.Form form -> {
                json.writeStringField("mode", "form");
                json.writeArrayFieldStart("fields");
                for (ElicitationField field : form.fields()) {
                    write(json, field);
                }
                json.writeEndArray();
            }
            case Elicitation.Url url -> {
                json.writeStringField("mode", "url");
                json.writeStringField("url", url.url());
                json.writeStringField("elicitationId", url.elicitationId());
            }
        }
    }

    /** The stored name of a constant. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void write(JsonGenerator json, ElicitationField field) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", field.name());
        json.writeStringField("title", field.title());
        json.writeStringField("description", field.description());
        json.writeBooleanField("required", field.required());
        write(json, field.type());
        json.writeObjectFieldStart("initial");
        write(json, field.initial());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ElicitationField.Type type) throws IOException {
        switch (type) {
            case ElicitationField.Type.Text text -> {
                json.writeStringField("type", "text");
                json.writeNumberField("lengthMin", text.lengthMin());
                json.writeNumberField("lengthMax", text.lengthMax());
                json.writeStringField("pattern", text.pattern());
                json.writeStringField("format", name(text.format()));
            }
            case ElicitationField.Type.Numeric number -> {
                json.writeStringField("type", "number");
                json.writeBooleanField("whole", number.whole());
                json.writeStringField("min", Double.toString(number.min()));
                json.writeStringField("max", Double.toString(number.max()));
            }
            case ElicitationField.Type.Flag flag -> json.writeStringField("type", "flag");
            case ElicitationField.Type.Choice choice -> {
                json.writeStringField("type", "choice");
                options(json, choice.options());
            }
            case ElicitationField.Type.Choices choices -> {
                json.writeStringField("type", "choices");
                json.writeNumberField("countMin", choices.countMin());
                json.writeNumberField("countMax", choices.countMax());
                options(json, choices.options());
            }
        }
    }

    private static void options(JsonGenerator json, List<ElicitationField.Option> options)
            throws IOException {
        json.writeArrayFieldStart("options");
        for (ElicitationField.Option option : options) {
            json.writeStartObject();
            json.writeStringField("value", option.value());
            json.writeStringField("title", option.title());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, ElicitationValue value) throws IOException {
        switch (value) {
            case ElicitationValue.Nothing nothing -> {
                // What is missing is nothing.
            }
            case ElicitationValue.Text it -> json.writeStringField("text", it.text());
            case ElicitationValue.Numeric it ->
                    json.writeStringField("number", it.number().toString());
            case ElicitationValue.Flag it -> json.writeBooleanField("on", it.on());
            case ElicitationValue.Choices it -> {
                json.writeArrayFieldStart("chosen");
                for (String option : it.options()) {
                    json.writeString(option);
                }
                json.writeEndArray();
            }
        }
    }

    private static String text(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = MessageJson.JSON.createGenerator(text)) {
            json.writeStartArray();
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static <T> T read(String text, Function<JsonFields, T> meaning) {
        try (JsonParser json = MessageJson.JSON.createParser(text)) {
            return JsonFields.arrayOf(json, meaning).getFirst();
        } catch (IOException | IllegalArgumentException e) {
            throw new DatabaseException("A stored elicitation is damaged.", e);
        }
    }
}
