package dev.parley.tool;

import dev.parley.token.BreaksCycleHere;

/** Breaks a rule of the architecture, to prove that the rule can fail. */
public final class BreaksCycleThere {

    private BreaksCycleThere() {}

    static Class<?> broken() {
        return BreaksCycleHere.class;
    }
}
