package dev.parley.token;

import java.util.Set;

/** Checks scopes where they enter a record. */
final class Scopes {

    private Scopes() {}

    /** An unmodifiable copy of {@code scopes}, each a word without a space (RFC 6749, 3.3). */
    static Set<String> checked(Set<String> scopes) {
        for (String scope : scopes) {
            if (scope.isEmpty() || scope.contains(" ")) {
                throw new IllegalArgumentException("not a scope: '" + scope + "'");
            }
        }
        return Set.copyOf(scopes);
    }
}
