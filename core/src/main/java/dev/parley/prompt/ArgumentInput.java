package dev.parley.prompt;

import java.util.Map;

/**
 * An argument as far as the user has typed it.
 *
 * @param others the arguments filled in already, by name
 */
public record ArgumentInput(String name, String typed, Map<String, String> others) {

    public ArgumentInput {
        others = Map.copyOf(others);
    }
}
