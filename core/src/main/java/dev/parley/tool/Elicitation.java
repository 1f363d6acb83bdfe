package dev.parley.tool;

import static java.util.stream.Collectors.toSet;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A question that a server asks the user in the middle of a tool call (MCP 2025-11-25,
 * client/elicitation). Its texts are the server's: data, never markup.
 */
public sealed interface Elicitation {

    /** The name, in the settings, of the server that asks. */
    String server();

    /** Why it asks, in its own words. */
    String message();

    /** Why the user must not be asked this, as a clause; empty when there is no reason. */
    Optional<String> objection();

    /** Asks for a few values. No two fields have one name. */
    record Form(String server, String message, List<ElicitationField> fields)
            implements Elicitation {

        public Form {
            fields = List.copyOf(fields);
            if (fields.stream().map(ElicitationField::name).distinct().count() < fields.size()) {
                throw new IllegalArgumentException("two fields of a form have one name");
            }
        }

        /** A secret belongs on a page of the server's own, never in a form of ours. */
        @Override
        public Optional<String> objection() {
            return fields.stream()
                    .filter(SecretWords::ask)
                    .findFirst()
                    .map(field -> "asked for \"" + field.label() + "\", which looks like a secret");
        }

        /** The values with each default where nothing was said, and without what is empty. */
        public Map<String, ElicitationValue> filled(Map<String, ElicitationValue> given) {
            Map<String, ElicitationValue> filled = new LinkedHashMap<>(given);
            fields.forEach(field -> filled.putIfAbsent(field.name(), field.initial()));
            filled.values().removeIf(ElicitationValue.Nothing.class::isInstance);
            return filled;
        }

        /** What is wrong with {@code filled} values, a sentence each. */
        public List<String> problems(Map<String, ElicitationValue> filled) {
            List<String> problems = new ArrayList<>();
            for (ElicitationField field : fields) {
                ElicitationValue value =
                        filled.getOrDefault(field.name(), new ElicitationValue.Nothing());
                field.problem(value).ifPresent(it -> problems.add(field.label() + " " + it + "."));
            }
            Set<String> known = fields.stream().map(ElicitationField::name).collect(toSet());
            filled.keySet().stream()
                    .filter(name -> !known.contains(name))
                    .sorted()
                    .forEach(name -> problems.add(name + " is not a field of this form."));
            return problems;
        }
    }

    /**
     * Asks the user to open an address. Nobody but the user opens it.
     *
     * @param elicitationId the server's own name for the question
     */
    record Url(String server, String message, String url, String elicitationId)
            implements Elicitation {

        private static final int LENGTH_MAX = 8_000;

        @Override
        public Optional<String> objection() {
            return isSafe(url)
                    ? Optional.empty()
                    : Optional.of("asked to open something that is no plain web address");
        }

        /** Whether it is an address of the web with a host and no user name or password. */
        public static boolean isSafe(String url) {
            if (url.length() > LENGTH_MAX || url.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                return false;
            }
            try {
                URI uri = new URI(url);
                String scheme =
                        uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
                return Set.of("http", "https").contains(scheme)
                        && uri.getHost() != null
                        && uri.getRawUserInfo() == null;
            } catch (URISyntaxException e) {
                return false;
            }
        }
    }
}
