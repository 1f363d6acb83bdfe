package dev.parley.mcp;

import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Authorizer;
import dev.parley.token.Grant;
import dev.parley.token.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An authorizer that tells the servers who has signed in and out. */
record ServerAuthorizer(Authorizer authorizer, Map<String, McpServer> servers)
        implements Authorizer {

    @Override
    public AuthorizationStart begin(Principal principal, String server, String redirectUri) {
        McpServer known = servers.get(server);
        if (known == null || !known.isFor(principal)) {
            throw new AuthorizationFailed(
                    AuthorizationFailed.Reason.SERVER_NOT_FOUND,
                    "There is no server of this name.",
                    null);
        }
        return authorizer.begin(principal, server, redirectUri);
    }

    @Override
    public Grant complete(Principal principal, AuthorizationAnswer answer) {
        Grant grant = authorizer.complete(principal, answer);
        tell(grant.server(), server -> server.signedIn(principal));
        return grant;
    }

    @Override
    public boolean revoke(Principal principal, String server) {
        try {
            return authorizer.revoke(principal, server);
        } finally {
            tell(server, it -> it.signedOut(principal));
        }
    }

    private void tell(String server, Consumer<McpServer> news) {
        Optional.ofNullable(servers.get(server)).ifPresent(news);
    }
}
