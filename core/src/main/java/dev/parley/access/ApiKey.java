package dev.parley.access;

import java.time.Instant;

/**
 * A key with which a program acts for somebody.
 *
 * @param id a hash of the key: it finds the key, and nobody can get in with it
 * @param name what its owner calls it
 * @param scope what it is good for
 * @param expiresAt {@link Instant#MAX} for never
 */
public record ApiKey(String id, String name, Scope scope, Instant createdAt, Instant expiresAt) {

    /** Characters of {@link #name} at most. */
    public static final int NAME_LENGTH_MAX = 100;

    /** What a key is good for; each word includes those before it. */
    public enum Scope {
        /** Reading conversations and what servers offer. */
        READ,
        /** Asking, running tools, answering questions and approving. */
        CHAT
    }

    public ApiKey {
        if (name.isBlank() || name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a key's name has 1 to " + NAME_LENGTH_MAX + " characters");
        }
    }

    /** Whether the key is good for {@code wanted}. */
    public boolean allows(Scope wanted) {
        return scope.compareTo(wanted) >= 0;
    }
}
