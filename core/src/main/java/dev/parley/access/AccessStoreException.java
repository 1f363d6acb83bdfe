package dev.parley.access;

/** A store of this package could not answer. The message never holds a secret. */
public final class AccessStoreException extends RuntimeException {

    public AccessStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
