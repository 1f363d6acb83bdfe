package dev.parley.token;

import dev.parley.tool.BreaksCycleThere;

/** Breaks a rule of the architecture, to prove that the rule can fail. */
public final class BreaksCycleHere {

    private BreaksCycleHere() {}

    static Class<?> broken() {
        return BreaksCycleThere.class;
    }
}
