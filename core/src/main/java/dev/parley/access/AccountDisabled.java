package dev.parley.access;

/** An administrator keeps this account out. The message is a sentence for its user. */
public final class AccountDisabled extends RuntimeException {

    AccountDisabled() {
        super("This account has been disabled. Ask whoever runs Parley here.");
    }
}
