package dev.parley.egress;

import java.io.IOException;

/**
 * A request that the gate ended. The message is a sentence for users and models: it holds what they
 * wrote themselves, never an address that a name resolved to and nothing of a response. Causes are
 * for the log. Other {@link IOException}s of the client are not for users.
 */
public abstract sealed class EgressException extends IOException
        permits EgressDenied, EgressUnreachable, EgressTooLarge {

    EgressException(String message) {
        super(message);
    }
}
