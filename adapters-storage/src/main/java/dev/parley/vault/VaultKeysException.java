package dev.parley.vault;

import org.jspecify.annotations.Nullable;

/**
 * The keys of the vault cannot be used. The message is a sentence for the person who runs Parley;
 * it never holds a key.
 */
public final class VaultKeysException extends RuntimeException {

    VaultKeysException(String message) {
        this(message, null);
    }

    VaultKeysException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
