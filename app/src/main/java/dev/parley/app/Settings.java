package dev.parley.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads single settings and collects what is wrong with them, so that a user sees all problems at
 * once. Layers, strongest first: environment, settings file, {@code reference.conf}.
 */
final class Settings {

    private static final String REFERENCE = "reference.conf";
    private static final String ORGANIZATIONS = "organizations";
    private static final String ENVIRONMENT = "environment.conf";
    private static final ConfigParseOptions MUST_EXIST =
            ConfigParseOptions.defaults().setAllowMissing(false);

    private final Config config;
    private final List<String> problems;

    private Settings(Config config, List<String> problems) {
        this.config = config;
        this.problems = problems;
    }

    /**
     * Reads the layers.
     *
     * @param file the settings file, or one that need not exist
     * @param required whether it must exist, as when the user has named it
     * @throws SettingsException when the file is missing or no HOCON
     */
    static Settings read(Path file, boolean required, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Config reference = ConfigFactory.parseResources(REFERENCE, MUST_EXIST);
        Config user = ConfigFactory.empty();
        boolean exists = Files.exists(file);
        if (required && !exists) {
            throw new SettingsException(List.of("there is no settings file " + file));
        }
        if (exists) {
            try {
                user = ConfigFactory.parseFile(file.toFile(), MUST_EXIST);
            } catch (ConfigException e) {
                throw new SettingsException(List.of(file + ": " + e.getMessage()));
            }
        }
        user.entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(path -> !reference.hasPath(path) && !isNamedByTheUser(path))
                .sorted()
                .forEach(path -> problems.add(file + ": there is no setting " + path));
        Config variables =
                ConfigFactory.parseResources(ENVIRONMENT, MUST_EXIST)
                        .resolveWith(
                                ConfigValueFactory.fromMap(withoutEmpty(environment)).toConfig(),
                                ConfigResolveOptions.noSystem());
        return new Settings(
                variables.withFallback(user).withFallback(reference).resolve(), problems);
    }

    private static boolean isNamedByTheUser(String path) {
        return path.startsWith(ORGANIZATIONS + ".");
    }

    /** Where variables cannot be unset, as in a compose file, they are set to nothing. */
    private static Map<String, String> withoutEmpty(Map<String, String> environment) {
        Map<String, String> set = new HashMap<>(environment);
        set.values().removeIf(String::isBlank);
        return set;
    }

    String text(String path) {
        return read(path, config::getString, "");
    }

    boolean flag(String path) {
        return read(path, config::getBoolean, false);
    }

    int number(String path, int min, int max) {
        int value = read(path, config::getInt, min);
        if (value < min || value > max) {
            problems.add(path + " must be from " + min + " to " + max + ", not " + value);
            return min;
        }
        return value;
    }

    Duration duration(String path) {
        Duration value = read(path, config::getDuration, Duration.ofSeconds(1));
        if (!value.isPositive()) {
            problems.add(path + " must be longer than nothing, such as 30s or 5m");
            return Duration.ofSeconds(1);
        }
        return value;
    }

    List<String> texts(String path) {
        return read(path, config::getStringList, List.of());
    }

    /** The lists of an object whose names the user chooses. */
    Map<String, Set<String>> setsByName(String path) {
        Map<String, Set<String>> sets = new HashMap<>();
        for (String name : read(path, config::getObject, ConfigFactory.empty().root()).keySet()) {
            String member = path + "." + ConfigUtil.quoteString(name);
            sets.put(
                    name,
                    Set.copyOf(new HashSet<>(read(member, config::getStringList, List.of()))));
        }
        return sets;
    }

    /** Notes something wrong with a setting's value. */
    void problem(String problem) {
        problems.add(problem);
    }

    /** Throws if anything was wrong. */
    void check() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private <T> T read(String path, Function<String, T> reader, T instead) {
        try {
            return reader.apply(path);
        } catch (ConfigException e) {
            // The message names the value's origin, file and line; our values hold no newline.
            problems.add(String.valueOf(e.getMessage()));
            return instead;
        }
    }
}
