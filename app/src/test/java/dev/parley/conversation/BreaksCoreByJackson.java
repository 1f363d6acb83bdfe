package dev.parley.conversation;

import com.fasterxml.jackson.core.JsonFactory;

/** Breaks a rule of the architecture, to prove that the rule can fail. */
public final class BreaksCoreByJackson {

    private BreaksCoreByJackson() {}

    static JsonFactory broken() {
        return new JsonFactory();
    }
}
