package dev.parley.tool;

import static dev.parley.tool.Elicitations.field;
import static dev.parley.tool.Elicitations.form;
import static dev.parley.tool.Elicitations.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.tool.ElicitationField.Format;
import dev.parley.tool.ElicitationField.Option;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElicitationTest {

    @Test
    void sep1034DefaultsAreFilledInWhereNothingWasSaid() {
        Map<String, ElicitationValue> filled = Elicitations.FORM.filled(Map.of());

        assertThat(filled)
                .containsOnly(
                        Map.entry("mail", new ElicitationValue.Text("ann@example.org")),
                        Map.entry("count", number("3")),
                        Map.entry("gift", new ElicitationValue.Flag(true)),
                        Map.entry("extras", new ElicitationValue.Choices(List.of("low", "high"))));
    }

    @Test
    void whatTheUserLeftEmptyOnPurposeHasNoDefault() {
        Map<String, ElicitationValue> given = Map.of("mail", new ElicitationValue.Nothing());

        assertThat(Elicitations.FORM.filled(given)).doesNotContainKey("mail");
    }

    @Test
    void requiredAndUnknownFieldsAreToldOfByTheirNames() {
        Map<String, ElicitationValue> given =
                Map.of("count", new ElicitationValue.Nothing(), "x", number("1"));

        assertThat(Elicitations.FORM.problems(Elicitations.FORM.filled(given)))
                .containsExactly(
                        "note is required.",
                        "count is required.",
                        "x is not a field of this form.");
    }

    @ParameterizedTest
    @CsvSource({
        "ANY,anything,true",
        "EMAIL,ann@example.org,true",
        "EMAIL,ann@localhost,true",
        "EMAIL,ann,false",
        "EMAIL,a b@example.org,false",
        "URI,https://host/x,true",
        "URI,host/x,false",
        "URI,https://ho st/,false",
        "DATE,2026-02-28,true",
        "DATE,2026-02-30,false",
        "DATE_TIME,2026-01-31T08:00:00Z,true",
        "DATE_TIME,2026-01-31T08:00:00+01:00,true",
        "DATE_TIME,2026-01-31,false"
    })
    void formatsAreChecked(Format format, String text, boolean fits) {
        ElicitationField field =
                field("f", true, new ElicitationField.Type.Text(0, 100, "", format));

        assertThat(field.problem(new ElicitationValue.Text(text)).isEmpty()).isEqualTo(fits);
    }

    @Test
    void textsAreAsLongAsTheyMayBeInWholeCharacters() {
        ElicitationField field =
                field("f", true, new ElicitationField.Type.Text(2, 3, "", Format.ANY));

        assertThat(field.problem(new ElicitationValue.Text("😀"))).isPresent();
        assertThat(field.problem(new ElicitationValue.Text("😀😀😀"))).isEmpty();
        assertThat(field.problem(new ElicitationValue.Text("abcd"))).isPresent();
    }

    @Test
    void aPatternIsFoundAnywhereAsInJsonSchema() {
        ElicitationField field =
                field("f", true, new ElicitationField.Type.Text(0, 9, "[0-9]", Format.ANY));

        assertThat(field.problem(new ElicitationValue.Text("a1b"))).isEmpty();
        assertThat(field.problem(new ElicitationValue.Text("ab"))).contains("must match [0-9]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(", "(a|a)*b", "(.*a){20}"})
    @Timeout(5)
    void l20APatternThatTakesForEverIsLeftToItsServer(String pattern) {
        ElicitationField field =
                field("f", true, new ElicitationField.Type.Text(0, 10_000, pattern, Format.ANY));

        assertThat(field.problem(new ElicitationValue.Text("a".repeat(5_000) + "!"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1,true",
        "10,true",
        "3.0,true",
        "0,false",
        "11,false",
        "2.5,false",
        "1e400,false",
        "1e-400,false"
    })
    void numbersAreBoundAndWholeWhereTheyMustBe(String number, boolean fits) {
        ElicitationField field = field("f", true, new ElicitationField.Type.Numeric(true, 1, 10));

        assertThat(field.problem(number(number)).isEmpty()).isEqualTo(fits);
    }

    @Test
    void choicesAreAmongTheOptionsAndCounted() {
        List<Option> options = List.of(new Option("a", "A"), new Option("b", "B"));
        ElicitationField one = field("f", true, new ElicitationField.Type.Choice(options));
        ElicitationField some = field("f", true, new ElicitationField.Type.Choices(options, 1, 1));

        assertThat(one.problem(new ElicitationValue.Text("a"))).isEmpty();
        assertThat(one.problem(new ElicitationValue.Text("A"))).isPresent();
        assertThat(some.problem(choices("b"))).isEmpty();
        assertThat(some.problem(choices())).isPresent();
        assertThat(some.problem(choices("a", "b"))).isPresent();
        assertThat(some.problem(choices("a", "a"))).isPresent();
        assertThat(some.problem(choices("c"))).isPresent();
    }

    @Test
    void aValueOfAnotherTypeDoesNotFit() {
        assertThat(text("f").problem(number("1"))).contains("must be a text");
        assertThat(
                        field("f", true, new ElicitationField.Type.Flag())
                                .problem(new ElicitationValue.Text("true")))
                .contains("must be true or false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "userPassword",
                "Pass-Word",
                "p a s s w o r d",
                "pаsswоrd", // two letters are Cyrillic
                "pass\u200bword",
                "ＰＡＳＳＷＯＲＤ",
                "API key",
                "x_api_key",
                "apiKey",
                "Access token",
                "token",
                "GITHUB_TOKEN",
                "client_secret",
                "Credit card number",
                "cardNumber",
                "CVV",
                "PIN",
                "one-time code",
                "Passwort",
                "contraseña",
                "пароль"
            })
    void l20FieldsThatLookLikeASecretAreRefused(String name) {
        assertThat(form(text("city"), text(name)).objection()).isPresent();
        ElicitationField titled =
                new ElicitationField(
                        "f",
                        name,
                        "",
                        false,
                        new ElicitationField.Type.Numeric(true, 0, 9),
                        new ElicitationValue.Nothing());
        assertThat(form(titled).objection()).isPresent();
        ElicitationField described =
                new ElicitationField(
                        "f", "", "Your " + name, false, text("f").type(), titled.initial());
        assertThat(form(described).objection()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "shipping",
                "severity",
                "note",
                "key",
                "keyboard",
                "maxTokens",
                "spin",
                "compass",
                "author",
                "card",
                "город",
                "αβγ",
                "opinion"
            })
    void l20HarmlessFieldsAreAsked(String name) {
        assertThat(form(text(name)).objection()).isEmpty();
    }

    @Test
    void l20ADescriptionMayWarnOfTellingSecrets() {
        String warning = "Your favorite (do not give us your pin, or other sensitive info)";

        assertThat(form(described(warning)).objection()).isEmpty();
        assertThat(form(described("Your pin")).objection()).isPresent();
        assertThat(form(described("Your password, which we do not keep")).objection()).isPresent();
    }

    @Test
    void l20OptionsAreNoSecrets() {
        ElicitationField.Type options =
                new ElicitationField.Type.Choice(List.of(new Option("a", "A")));

        assertThat(form(field("token", true, options)).objection()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://pay.example/x?y=1#z,true",
        "http://127.0.0.1:8080/,true",
        "https://xn--pple-43d.example/,true",
        "javascript:alert(1),false",
        "data:text/html;base64,false",
        "file:///etc/passwd,false",
        "https://user@pay.example/,false",
        "https://accounts.example:pw@evil.example/,false",
        "https://,false",
        "https:pay.example,false",
        "//pay.example/,false",
        "https://pay.example/a b,false",
        "https://аpple.example/,false",
        "'https://pay.example/\t',false"
    })
    void l20OnlyPlainWebAddressesAreAskedToBeOpened(String url, boolean asked) {
        Elicitation elicitation = new Elicitation.Url("shop", "Please.", url, "1");

        assertThat(elicitation.objection().isEmpty()).isEqualTo(asked);
    }

    private static ElicitationField described(String description) {
        return new ElicitationField(
                "f", "", description, false, text("f").type(), new ElicitationValue.Nothing());
    }

    private static ElicitationValue.Numeric number(String number) {
        return new ElicitationValue.Numeric(new BigDecimal(number));
    }

    private static ElicitationValue.Choices choices(String... options) {
        return new ElicitationValue.Choices(List.of(options));
    }
}
