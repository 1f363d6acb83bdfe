package dev.parley.openai;

import com.google.inject.Injector;
import java.util.Optional;

/** Breaks a rule of the architecture, to prove that the rule can fail. */
public final class BreaksSignature {

    private BreaksSignature() {}

    public static Optional<String> name(Injector injector) {
        return Optional.of(injector.toString());
    }
}
