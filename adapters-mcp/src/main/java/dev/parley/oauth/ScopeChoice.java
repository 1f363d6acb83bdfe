package dev.parley.oauth;

import dev.parley.token.Grant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Chooses the scopes to ask for (MCP 2025-11-25, "Scope Selection Strategy"). */
final class ScopeChoice {

    /** The scope that asks for a refresh token (OpenID Connect Core, section 11). */
    private static final String OFFLINE = "offline_access";

    private ScopeChoice() {}

    /**
     * What the server asks for, else what the settings say, else all it has, else what its
     * authorization server thinks; and to a grant that allows too little, what it lacks.
     *
     * @param wanted what the grant lacks; empty when it lacks nothing
     * @param grant what there is, if there is one
     */
    static Set<String> of(
            ProtectedServer server,
            Challenge challenge,
            Discovery.Found found,
            Set<String> wanted,
            Optional<Grant> grant) {
        AuthorizationServer issuer = found.authorizationServer();
        Set<String> scopes = new TreeSet<>(toBegin(server, challenge, found));
        if (!wanted.isEmpty()) {
            grant.filter(it -> it.issuer().equals(issuer.issuer()))
                    .ifPresent(it -> scopes.addAll(it.scopes()));
            scopes.addAll(wanted);
        }
        // On its own it would take the place of what the authorization server grants by default.
        if (!scopes.isEmpty() && issuer.refreshes() && issuer.scopes().contains(OFFLINE)) {
            scopes.add(OFFLINE);
        }
        return scopes;
    }

    private static Set<String> toBegin(
            ProtectedServer server, Challenge challenge, Discovery.Found found) {
        if (!challenge.scopes().isEmpty()) {
            return challenge.scopes();
        }
        return server.scopes().isEmpty() ? found.scopes() : server.scopes();
    }
}
