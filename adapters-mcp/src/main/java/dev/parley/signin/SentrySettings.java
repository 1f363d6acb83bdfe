package dev.parley.signin;

import dev.parley.token.Secret;
import java.util.Set;

/**
 * An installation of Sentry, and what Parley is to it.
 *
 * @param url where it is, as {@code https://sentry.io}, without a slash at its end
 * @param scopes to ask for; {@link #SCOPES_DEFAULT} is what Sentry's MCP server works with
 * @param server name of the MCP server that takes the same grant, if its entry says so; empty for
 *     none
 */
public record SentrySettings(
        String url, String clientId, Secret clientSecret, Set<String> scopes, String server) {

    /** Writing allows to read; that is how Sentry's scopes are made. */
    public static final Set<String> SCOPES_DEFAULT =
            Set.of("org:read", "project:write", "team:write", "event:write");

    public SentrySettings {
        scopes = Set.copyOf(scopes);
        if (url.endsWith("/")) {
            throw new IllegalArgumentException("no slash at the end of Sentry's URL: " + url);
        }
    }
}
