package dev.parley.http;

/** Breaks a rule of the architecture, to prove that the rule can fail. */
public final class BreaksEnvironment {

    private BreaksEnvironment() {}

    static String broken() {
        return String.valueOf(System.getenv("HOME"));
    }
}
