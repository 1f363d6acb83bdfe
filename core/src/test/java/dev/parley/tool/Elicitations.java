package dev.parley.tool;

import dev.parley.tool.ElicitationField.Format;
import dev.parley.tool.ElicitationField.Option;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Questions for tests: one of each kind, with a field of every type, and an answer that fits. */
public final class Elicitations {

    private static final List<Option> OPTIONS =
            List.of(new Option("low", "Low: \"can wait\""), new Option("high", "High, <b>now</b>"));

    public static final Elicitation.Form FORM =
            new Elicitation.Form(
                    "shop",
                    "How shall we send it?\nPlease be exact. ✓",
                    List.of(
                            field(
                                    "note",
                                    true,
                                    new ElicitationField.Type.Text(1, 40, "^[a-z ]+$", Format.ANY)),
                            new ElicitationField(
                                    "mail",
                                    "E-mail",
                                    "Where we write to",
                                    false,
                                    new ElicitationField.Type.Text(0, 100, "", Format.EMAIL),
                                    new ElicitationValue.Text("ann@example.org")),
                            new ElicitationField(
                                    "count",
                                    "",
                                    "",
                                    true,
                                    new ElicitationField.Type.Numeric(true, 1, 10),
                                    new ElicitationValue.Numeric(new BigDecimal("3"))),
                            field(
                                    "weight",
                                    false,
                                    new ElicitationField.Type.Numeric(
                                            false,
                                            Double.NEGATIVE_INFINITY,
                                            Double.POSITIVE_INFINITY)),
                            new ElicitationField(
                                    "gift",
                                    "",
                                    "",
                                    false,
                                    new ElicitationField.Type.Flag(),
                                    new ElicitationValue.Flag(true)),
                            field("speed", false, new ElicitationField.Type.Choice(OPTIONS)),
                            new ElicitationField(
                                    "extras",
                                    "",
                                    "",
                                    false,
                                    new ElicitationField.Type.Choices(OPTIONS, 1, 2),
                                    new ElicitationValue.Choices(List.of("low", "high")))));

    public static final Elicitation.Url URL =
            new Elicitation.Url(
                    "shop", "Please pay.", "https://pay.example/order?id=7&x=%20", "order-7");

    public static final ElicitationAnswer ANSWER =
            ElicitationAnswer.accepted(
                    Map.of(
                            "note", new ElicitationValue.Text("by \"air\" ✓\n"),
                            "count", new ElicitationValue.Numeric(new BigDecimal("4")),
                            "weight", new ElicitationValue.Numeric(new BigDecimal("0.125")),
                            "gift", new ElicitationValue.Flag(false),
                            "speed", new ElicitationValue.Text("high"),
                            "extras", new ElicitationValue.Choices(List.of("low")),
                            "mail", new ElicitationValue.Nothing()));

    private Elicitations() {}

    /** A field without a title, a description and a default. */
    public static ElicitationField field(
            String name, boolean required, ElicitationField.Type type) {
        return new ElicitationField(name, "", "", required, type, new ElicitationValue.Nothing());
    }

    /** A field for any text. */
    public static ElicitationField text(String name) {
        return field(name, true, new ElicitationField.Type.Text(0, 1_000, "", Format.ANY));
    }

    /** A form of these fields. */
    public static Elicitation.Form form(ElicitationField... fields) {
        return new Elicitation.Form("shop", "Please tell us.", List.of(fields));
    }
}
