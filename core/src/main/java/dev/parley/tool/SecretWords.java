package dev.parley.tool;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which fields look like a password, a key or a number of a card. A server that wants one has to
 * send the user to a page of its own (MCP 2025-11-25, client/elicitation, security).
 */
final class SecretWords {

    /** Found anywhere in a name, whatever stands between its letters. */
    private static final List<String> PARTS =
            List.of(
                    "password",
                    "passwd",
                    "passphrase",
                    "passcode",
                    "passwort",
                    "kennwort",
                    "motdepasse",
                    "contrasena",
                    "contrasenya",
                    "wachtwoord",
                    "senha",
                    "пароль",
                    "secret",
                    "apikey",
                    "accesskey",
                    "privatekey",
                    "secretkey",
                    "signingkey",
                    "encryptionkey",
                    "sshkey",
                    "credential",
                    "accesstoken",
                    "authtoken",
                    "apitoken",
                    "bearer",
                    "refreshtoken",
                    "sessiontoken",
                    "creditcard",
                    "debitcard",
                    "cardnumber",
                    "kreditkarte",
                    "securitycode",
                    "seedphrase",
                    "recoveryphrase",
                    "recoverycode",
                    "socialsecurity",
                    "onetimecode");

    /** Whole words: inside others they mean nothing, as in "shipping". */
    private static final Set<String> WORDS =
            Set.of("pwd", "pass", "token", "pin", "otp", "cvv", "cvc", "cvv2", "ssn");

    /** "Do not give us your pin": a description may well tell people what not to say. */
    private static final Pattern WARNING = Pattern.compile("(?i)\\b(not|never|don['’]t)\\b");

    /** Of another alphabet, and yet no eye tells them apart. */
    private static final String LOOKALIKES = "аеорсухіѕԁкοαερνιτ";

    private static final String LETTERS = "aeopcyxisdkoaepvit";

    private SecretWords() {}

    /** Whether the field asks for such a thing. Options are the server's own words: no secret. */
    static boolean ask(ElicitationField field) {
        return switch (field.type()) {
            case ElicitationField.Type.Text it -> hint(field);
            case ElicitationField.Type.Numeric it -> hint(field);
            case ElicitationField.Type.Flag it -> false;
            case ElicitationField.Type.Choice it -> false;
            case ElicitationField.Type.Choices it -> false;
        };
    }

    private static boolean hint(ElicitationField field) {
        return Stream.of(field.name(), field.title()).anyMatch(it -> hint(it, true))
                || hint(field.description(), !WARNING.matcher(field.description()).find());
    }

    private static boolean hint(String text, boolean byWord) {
        String spaced = text.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ");
        String plain =
                Normalizer.normalize(spaced, Normalizer.Form.NFKD)
                        .replaceAll("[\\p{M}\\p{Cf}]", "")
                        .toLowerCase(Locale.ROOT);
        // Both ways: a word of that other alphabet is one as it is.
        return Stream.of(plain, withoutLookalikes(plain)).anyMatch(it -> found(it, byWord));
    }

    private static boolean found(String plain, boolean byWord) {
        String squeezed = plain.replaceAll("[^\\p{L}\\p{N}]", "");
        return PARTS.stream().anyMatch(squeezed::contains)
                || (byWord
                        && Stream.of(plain.split("[^\\p{L}\\p{N}]+", -1))
                                .anyMatch(WORDS::contains));
    }

    private static String withoutLookalikes(String text) {
        StringBuilder latin = new StringBuilder();
        text.chars()
                .map(c -> LOOKALIKES.indexOf(c) < 0 ? c : LETTERS.charAt(LOOKALIKES.indexOf(c)))
                .forEach(c -> latin.append((char) c));
        return latin.toString();
    }
}
