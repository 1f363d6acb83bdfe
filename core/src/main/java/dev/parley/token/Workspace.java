package dev.parley.token;

import java.util.regex.Pattern;

/**
 * Where a principal works now: an organization, and perhaps one project of it. Both are slugs,
 * which can stand in a URL as they are; empty for none.
 */
public record Workspace(String organization, String project) {

    /** No organization was chosen. */
    public static final Workspace NONE = new Workspace("", "");

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    public Workspace {
        check(organization);
        check(project);
        if (organization.isEmpty() && !project.isEmpty()) {
            throw new IllegalArgumentException("a project needs its organization: " + project);
        }
    }

    /** Whether {@code text} can name an organization or a project. */
    public static boolean isSlug(String text) {
        return SLUG.matcher(text).matches();
    }

    private static void check(String slug) {
        if (!slug.isEmpty() && !isSlug(slug)) {
            throw new IllegalArgumentException("not a slug: '" + slug + "'");
        }
    }
}
