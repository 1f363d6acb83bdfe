package dev.parley.http;

import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer.Action;
import dev.parley.tool.ElicitationField;
import dev.parley.tool.ElicitationValue;
import java.util.List;

/**
 * What a server asks, as the page gets it. A field's pattern stays here: it is the server's, and
 * could keep a browser busy for ever.
 */
final class ElicitationJson {

    private ElicitationJson() {}

    static void question(JsonWriter json, String callId, Elicitation elicitation) {
        json.object().field("toolCallId", callId).field("server", elicitation.server());
        json.field("message", elicitation.message());
        switch (elicitation) {
            case Elicitation.Form form -> {
                json.field("mode", "form").name("fields").array();
                form.fields().forEach(field -> field(json, field));
                json.endArray();
            }
            case Elicitation.Url url -> json.field("mode", "url").field("url", url.url());
        }
        json.endObject();
    }

    static String state(Action action) {
        return switch (action) {
            case ACCEPT -> "accepted";
            case DECLINE -> "declined";
            case CANCEL -> "cancelled";
        };
    }

    private static void field(JsonWriter json, ElicitationField field) {
        json.object().field("name", field.name()).optional("title", field.title());
        json.optional("description", field.description()).field("required", field.required());
        switch (field.type()) {
            case ElicitationField.Type.Text text -> {
                json.field("type", "text").field("minLength", text.lengthMin());
                json.field("maxLength", text.lengthMax());
                json.optional("format", format(text.format()));
            }
            case ElicitationField.Type.Numeric number -> {
                json.field("type", "number").field("integer", number.whole());
                bound(json, "minimum", number.min());
                bound(json, "maximum", number.max());
            }
            case ElicitationField.Type.Flag flag -> json.field("type", "boolean");
            case ElicitationField.Type.Choice choice -> {
                json.field("type", "choice");
                options(json, choice.options());
            }
            case ElicitationField.Type.Choices choices -> {
                json.field("type", "choices").field("minItems", choices.countMin());
                json.field("maxItems", choices.countMax());
                options(json, choices.options());
            }
        }
        initial(json, field.initial());
        json.endObject();
    }

    private static void bound(JsonWriter json, String name, double bound) {
        if (Double.isFinite(bound)) {
            json.name(name).number(bound);
        }
    }

    private static String format(ElicitationField.Format format) {
        return switch (format) {
            case ANY -> "";
            case EMAIL -> "email";
            case URI -> "uri";
            case DATE -> "date";
            case DATE_TIME -> "date-time";
        };
    }

    private static void options(JsonWriter json, List<ElicitationField.Option> options) {
        json.name("options").array();
        for (ElicitationField.Option option : options) {
            json.object().field("value", option.value());
            json.field("title", option.title()).endObject();
        }
        json.endArray();
    }

    private static void initial(JsonWriter json, ElicitationValue value) {
        switch (value) {
            case ElicitationValue.Nothing nothing -> {
                // No default is no member.
            }
            case ElicitationValue.Text it -> json.field("default", it.text());
            case ElicitationValue.Numeric it -> json.name("default").json(it.number().toString());
            case ElicitationValue.Flag it -> json.field("default", it.on());
            case ElicitationValue.Choices it -> {
                json.name("default").array();
                it.options().forEach(json::string);
                json.endArray();
            }
        }
    }
}
