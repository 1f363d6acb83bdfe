package dev.parley.signin;

import dev.parley.token.Workspace;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a checked ID token says.
 *
 * @param fields as in the token
 */
record Claims(Map<String, ?> fields) {

    private static final int ORGANIZATIONS_MAX = 200;

    String subject() {
        return text("sub");
    }

    /** What people are called by it, for display; empty when it does not say. */
    String name() {
        return Stream.of("name", "preferred_username")
                .map(this::text)
                .filter(it -> !it.isBlank())
                .findFirst()
                .orElse("");
    }

    /**
     * The slugs that a claim lists; what can be no slug is left out, and without the claim there
     * are none.
     *
     * @param claim its name, or a path to it as {@code realm_access.roles}; empty for no claim
     */
    Set<String> organizations(String claim) {
        return switch (at(claim)) {
            case String one -> slugs(Stream.of(one));
            case List<?> several -> slugs(several.stream());
            case Object other -> Set.of();
        };
    }

    /** A claim's name may itself hold dots, as those do that are URLs. */
    private Object at(String claim) {
        @Nullable Object named = fields.get(claim);
        if (named != null) {
            return named;
        }
        Object value = fields;
        for (String step : Arrays.asList(claim.split("\\.", -1))) {
            @Nullable Object next = value instanceof Map<?, ?> map ? map.get(step) : null;
            if (next == null) {
                return Set.of();
            }
            value = next;
        }
        return value;
    }

    private static Set<String> slugs(Stream<?> values) {
        Set<String> slugs = new LinkedHashSet<>();
        values.filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(Workspace::isSlug)
                .limit(ORGANIZATIONS_MAX)
                .forEach(slugs::add);
        return Set.copyOf(slugs);
    }

    private String text(String claim) {
        return fields.get(claim) instanceof String text ? text : "";
    }
}
