package dev.parley.cli;

import dev.parley.token.Authorizer;
import dev.parley.token.Principal;

/**
 * What work with single servers in this terminal needs.
 *
 * @param authorizer asks for grants at the servers of the settings
 * @param closing closes everything that was opened for the session
 */
public record ServerSession(Authorizer authorizer, Principal principal, Runnable closing)
        implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
