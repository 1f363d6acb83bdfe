package dev.parley.app;

import java.util.List;

/** The settings cannot be used. The message lists all that is wrong with them. */
final class SettingsException extends RuntimeException {

    SettingsException(List<String> problems) {
        super(
                problems.size() == 1
                        ? "wrong setting: " + problems.getFirst()
                        : problems.size()
                                + " wrong settings:\n  - "
                                + String.join("\n  - ", problems));
    }
}
