package dev.parley.oauth;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a server asks for when it refuses a request: the {@code Bearer} challenge of its {@code
 * WWW-Authenticate} fields (RFC 9110, section 11.6.1; RFC 6750, section 3; RFC 9728, section 5.1).
 * All of it is the server's text.
 *
 * @param resourceMetadata where the server describes itself; empty when it did not say
 * @param scopes what the request needs; empty when it did not say
 * @param error the code, as {@code insufficient_scope}; empty when there was none
 */
public record Challenge(String resourceMetadata, Set<String> scopes, String error) {

    /** The most scopes that are read. */
    static final int SCOPES_MAX = 100;

    /** A refusal that says nothing. */
    public static final Challenge NONE = new Challenge("", Set.of(), "");

    public Challenge {
        scopes = Set.copyOf(scopes);
    }

    /**
     * The first {@code Bearer} challenge of the fields' values. Values that are longer than any
     * sane one, or not written by the rules, say nothing.
     */
    public static Challenge of(List<String> values) {
        return values.stream()
                .limit(ChallengeParser.VALUES_MAX)
                .flatMap(value -> ChallengeParser.parse(value).stream())
                .filter(it -> it.scheme().equals("bearer"))
                .findFirst()
                .map(Challenge::of)
                .orElse(NONE);
    }

    /**
     * Whether an answer 403 with this challenge means that more scopes would help. The code says
     * so; there are servers that name the scopes and leave the code out.
     */
    public boolean asksForMoreScopes() {
        return error.equals("insufficient_scope") || (error.isEmpty() && !scopes.isEmpty());
    }

    private static Challenge of(ChallengeParser.Parsed parsed) {
        return new Challenge(
                parsed.parameters().getOrDefault("resource_metadata", ""),
                words(parsed.parameters().getOrDefault("scope", "")),
                parsed.parameters().getOrDefault("error", ""));
    }

    /** The scopes in a list separated by spaces; those with odd characters are left out. */
    static Set<String> words(String list) {
        Set<String> words = new LinkedHashSet<>();
        for (String word : list.split(" ", -1)) {
            if (words.size() < SCOPES_MAX && isScope(word)) {
                words.add(word);
            }
        }
        return words;
    }

    /** RFC 6749, section 3.3: visible ASCII without the quote and the backslash. */
    static boolean isScope(String word) {
        return !word.isEmpty()
                && word.length() <= 256
                && word.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    }
}
