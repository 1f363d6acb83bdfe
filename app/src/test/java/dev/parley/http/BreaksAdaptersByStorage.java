package dev.parley.http;

import dev.parley.storage.DatabaseConfig;

/** Breaks a rule of the architecture, to prove that the rule can fail. */
public final class BreaksAdaptersByStorage {

    private BreaksAdaptersByStorage() {}

    static Class<?> broken() {
        return DatabaseConfig.class;
    }
}
