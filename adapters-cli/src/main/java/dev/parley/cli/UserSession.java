package dev.parley.cli;

import dev.parley.access.Accounts;

/**
 * The accounts, as an administrator at this terminal has them.
 *
 * @param closing closes everything that was opened for the session
 */
public record UserSession(Accounts accounts, Runnable closing) implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
