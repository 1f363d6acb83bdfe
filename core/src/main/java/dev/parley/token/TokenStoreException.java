package dev.parley.token;

/** The token store could not answer. The message never holds a token. */
public final class TokenStoreException extends RuntimeException {

    public TokenStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
