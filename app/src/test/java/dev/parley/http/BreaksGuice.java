package dev.parley.http;

import com.google.inject.Guice;
import com.google.inject.Injector;

/** Breaks a rule of the architecture, to prove that the rule can fail. */
public final class BreaksGuice {

    private BreaksGuice() {}

    static Injector broken() {
        return Guice.createInjector();
    }
}
