package dev.parley.oauth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one value of {@code WWW-Authenticate}: challenges separated by commas, each with a token or
 * with parameters separated by commas (RFC 9110, section 11.6.1). What is not written by the rules
 * is not guessed at: there is no challenge in it. One value, one parser, one thread.
 */
final class ChallengeParser {

    static final int VALUES_MAX = 16;
    static final int LENGTH_MAX = 16 * 1024;
    private static final int CHALLENGES_MAX = 16;
    private static final int PARAMETERS_MAX = 64;

    /** One challenge; scheme and names of parameters in lower case. */
    record Parsed(String scheme, Map<String, String> parameters) {
        Parsed {
            parameters = Map.copyOf(parameters);
        }
    }

    /** The value breaks the rules. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final String text;
    private int at;

    private ChallengeParser(String text) {
        this.text = text;
    }

    static List<Parsed> parse(String value) {
        if (value.length() > LENGTH_MAX) {
            return List.of();
        }
        try {
            return new ChallengeParser(value).challenges();
        } catch (Malformed e) {
            return List.of();
        }
    }

    private List<Parsed> challenges() throws Malformed {
        List<Parsed> challenges = new ArrayList<>();
        separators();
        while (at < text.length()) {
            if (challenges.size() == CHALLENGES_MAX) {
                throw new Malformed();
            }
            challenges.add(challenge());
            separators();
        }
        return challenges;
    }

    /** A scheme, and behind a space a token or parameters. */
    private Parsed challenge() throws Malformed {
        String scheme = token().toLowerCase(Locale.ROOT);
        if (!atEndOfElement() && !spaces()) {
            throw new Malformed();
        }
        if (token68()) {
            return new Parsed(scheme, Map.of());
        }
        Map<String, String> parameters = new HashMap<>();
        boolean more = !atEndOfElement();
        while (more) {
            parameter(parameters);
            more = parameterFollows();
        }
        return new Parsed(scheme, parameters);
    }

    private void parameter(Map<String, String> parameters) throws Malformed {
        String name = token().toLowerCase(Locale.ROOT);
        spaces();
        if (!next('=')) {
            throw new Malformed();
        }
        spaces();
        String value = peek() == '"' ? quoted() : token();
        // A name that comes twice has two meanings, so it has none.
        boolean twice = parameters.put(name, value) != null;
        if (twice || parameters.size() > PARAMETERS_MAX || !atEndOfElement()) {
            throw new Malformed();
        }
    }

    /** Whether behind the comma there is a parameter of this challenge, and not the next one. */
    private boolean parameterFollows() {
        int before = at;
        separators();
        int name = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        boolean named = at > name;
        spaces();
        boolean follows = named && peek() == '=';
        at = follows ? name : before;
        return follows;
    }

    /** Takes a token68, which fills its challenge, if there is one. */
    private boolean token68() {
        int before = at;
        while (at < text.length() && isToken68Character(text.charAt(at))) {
            at++;
        }
        boolean some = at > before;
        while (peek() == '=') {
            at++;
        }
        if (some && atEndOfElement()) {
            return true;
        }
        at = before;
        return false;
    }

    private String token() throws Malformed {
        int from = at;
        while (at < text.length() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw new Malformed();
        }
        return text.substring(from, at);
    }

    private String quoted() throws Malformed {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at == text.length() || !isQuotable(text.charAt(at))) {
                throw new Malformed();
            }
            value.append(text.charAt(at));
            at++;
        }
        if (!next('"')) {
            throw new Malformed();
        }
        return value.toString();
    }

    private boolean atEndOfElement() {
        int before = at;
        spaces();
        boolean end = at == text.length() || text.charAt(at) == ',';
        at = before;
        return end;
    }

    private boolean spaces() {
        int before = at;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at > before;
    }

    private void separators() {
        while (spaces() || next(',')) {
            // Empty elements of a list mean nothing (RFC 9110, section 5.6.1).
        }
    }

    private boolean next(char expected) {
        if (peek() == expected) {
            at++;
            return true;
        }
        return false;
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private static boolean isTokenCharacter(char c) {
        return isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static boolean isToken68Character(char c) {
        return isAlphanumeric(c) || "-._~+/".indexOf(c) >= 0;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** No control characters; text beyond ASCII is allowed by the rules, and read as it came. */
    private static boolean isQuotable(char c) {
        return c == '\t' || (c >= 0x20 && c != 0x7f);
    }
}
