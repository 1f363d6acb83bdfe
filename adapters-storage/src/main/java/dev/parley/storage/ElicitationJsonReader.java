package dev.parley.storage;

import static java.util.stream.Collectors.toMap;

import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationField;
import dev.parley.tool.ElicitationValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what {@link ElicitationJson} writes. Of what a newer Parley beside this one writes, a field
 * of an unknown type is left out, and an action this one does not know is a cancellation.
 */
final class ElicitationJsonReader {

    private ElicitationJsonReader() {}

    static Elicitation elicitation(JsonFields fields) {
        String server = fields.text("server");
        String message = fields.text("message");
        return fields.text("mode").equals("url")
                ? new Elicitation.Url(
                        server, message, fields.text("url"), fields.text("elicitationId"))
                : new Elicitation.Form(
                        server,
                        message,
                        fields.objects("fields").stream()
                                .flatMap(field -> field(field).stream())
                                .toList());
    }

    static ElicitationAnswer answer(JsonFields fields) {
        ElicitationAnswer.Action action = action(fields.text("action"));
        return action == ElicitationAnswer.Action.ACCEPT
                ? ElicitationAnswer.accepted(
                        fields.objects("values").stream()
                                .collect(
                                        toMap(
                                                value -> value.text("name"),
                                                ElicitationJsonReader::value)))
                : new ElicitationAnswer(action, Map.of());
    }

    static ElicitationAnswer.Action action(String name) {
        return Arrays.stream(ElicitationAnswer.Action.values())
                .filter(action -> ElicitationJson.name(action).equals(name))
                .findFirst()
                .orElse(ElicitationAnswer.Action.CANCEL);
    }

    private static Optional<ElicitationField> field(JsonFields fields) {
        return type(fields)
                .map(
                        type ->
                                new ElicitationField(
                                        fields.text("name"),
                                        fields.text("title"),
                                        fields.text("description"),
                                        fields.flag("required"),
                                        type,
                                        value(fields.object("initial"))));
    }

    private static Optional<ElicitationField.Type> type(JsonFields fields) {
        return Optional.ofNullable(
                switch (fields.text("type")) {
                    case "text" ->
                            new ElicitationField.Type.Text(
                                    (int) fields.number("lengthMin"),
                                    (int) fields.number("lengthMax"),
                                    fields.text("pattern"),
                                    format(fields.text("format")));
                    case "number" ->
                            new ElicitationField.Type.Numeric(
                                    fields.flag("whole"),
                                    fields.decimal("min"),
                                    fields.decimal("max"));
                    case "flag" -> new ElicitationField.Type.Flag();
                    case "choice" -> new ElicitationField.Type.Choice(options(fields));
                    case "choices" ->
                            new ElicitationField.Type.Choices(
                                    options(fields),
                                    (int) fields.number("countMin"),
                                    (int) fields.number("countMax"));
                    default -> null;
                });
    }

    private static ElicitationField.Format format(String name) {
        return Arrays.stream(ElicitationField.Format.values())
                .filter(format -> ElicitationJson.name(format).equals(name))
                .findFirst()
                .orElse(ElicitationField.Format.ANY);
    }

    private static List<ElicitationField.Option> options(JsonFields fields) {
        return fields.objects("options").stream()
                .map(
                        option ->
                                new ElicitationField.Option(
                                        option.text("value"), option.text("title")))
                .toList();
    }

    private static ElicitationValue value(JsonFields fields) {
        if (fields.has("text")) {
            return new ElicitationValue.Text(fields.text("text"));
        }
        if (fields.has("number")) {
            return new ElicitationValue.Numeric(new BigDecimal(fields.text("number")));
        }
        if (fields.has("on")) {
            return new ElicitationValue.Flag(fields.flag("on"));
        }
        return fields.has("chosen")
                ? new ElicitationValue.Choices(fields.list("chosen"))
                : new ElicitationValue.Nothing();
    }
}
