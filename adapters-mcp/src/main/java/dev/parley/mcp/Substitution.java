package dev.parley.mcp;

import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts variables of the environment where {@code ${NAME}} stands. */
final class Substitution {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private final Map<String, String> environment;

    Substitution(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The text with all variables replaced; each missing one's name goes to {@code missing}. */
    String apply(String text, Consumer<String> missing) {
        return VARIABLE.matcher(text)
                .replaceAll(
                        found -> {
                            String name = found.group(1);
                            String value = environment.get(name);
                            if (value == null) {
                                missing.accept(name);
                                return "";
                            }
                            return Matcher.quoteReplacement(value);
                        });
    }
}
