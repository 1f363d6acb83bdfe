package dev.parley.mcp;

import dev.parley.oauth.Identification;
import dev.parley.oauth.Newcomer;
import dev.parley.oauth.Newcomers;
import dev.parley.oauth.OAuthAuthorizer;
import dev.parley.oauth.TokenAnswer;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Authorizer;
import dev.parley.token.Grant;
import dev.parley.token.GrantSource;
import dev.parley.token.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** An authorizer that tells the servers who has signed in and out. */
record ServerAuthorizer(OAuthAuthorizer authorizer, Map<String, McpServer> servers)
        implements Authorizer, Newcomers {

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

    /** For whoever it may be: what a server admits only members to is none they can begin at. */
    @Override
    public AuthorizationStart begin(String server, String redirectUri) {
        return authorizer.begin(server, redirectUri);
    }

    @Override
    public Newcomer complete(String server, AuthorizationAnswer answer, Identification whose) {
        Newcomer newcomer = authorizer.complete(server, answer, whose);
        tell(server, it -> it.signedIn(newcomer.principal()));
        return newcomer;
    }

    @Override
    public boolean takes(Principal principal, String server, GrantSource source) {
        return authorizer.takes(principal, server, source);
    }

    @Override
    public boolean keep(
            Principal principal, String server, GrantSource source, TokenAnswer.Issued issued) {
        boolean kept = authorizer.keep(principal, server, source, issued);
        if (kept) {
            tell(server, it -> it.signedIn(principal));
        }
        return kept;
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
