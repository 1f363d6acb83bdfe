package dev.parley.token;

/** A store of this package could not answer. The message never holds a secret. */
public final class TokenStoreException extends RuntimeException {

    public TokenStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
