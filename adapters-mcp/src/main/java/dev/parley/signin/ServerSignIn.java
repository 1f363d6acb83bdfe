package dev.parley.signin;

import dev.parley.access.IdentityProvider;
import dev.parley.access.SignedIn;
import dev.parley.oauth.Issuers;
import dev.parley.oauth.Newcomer;
import dev.parley.oauth.Newcomers;
import dev.parley.oauth.OAuthClient;
import dev.parley.oauth.TokenAnswer.Issued;
import dev.parley.oauth.TokenUser;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.Principal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Signs people in by letting them connect one MCP server: whoever the server's authorization server
 * issues tokens for is who they are, and the grant is theirs. Safe for use by many threads.
 *
 * <p>Who that is says an ID token where one was asked for; else the account that the token answer
 * names; else an ID token that came unasked; else what the issuer answers about the access token.
 * What was asked for is known here and not read from the browser: nobody gets to choose by which of
 * them they are known, and so to be known as somebody else.
 */
public final class ServerSignIn implements IdentityProvider {

    private static final String OPEN_ID = "openid";

    private final String server;
    private final Newcomers newcomers;
    private final Issuers issuers;
    private final Metadata metadata;

    /**
     * Sign-in at a server.
     *
     * @param server its name in the settings
     * @param newcomers by whom its grants are obtained
     * @param client through which issuers are asked, and which decides what may be connected to
     */
    public ServerSignIn(
            String server, Newcomers newcomers, OkHttpClient client, InstantSource clock) {
        this.server = server;
        this.newcomers = newcomers;
        this.issuers = new Issuers(client);
        this.metadata = new Metadata(issuers, issuers::authorizationServer, clock);
    }

    @Override
    public String displayName() {
        return server;
    }

    @Override
    public AuthorizationStart begin(String redirectUri) {
        return newcomers.begin(server, redirectUri);
    }

    @Override
    public SignedIn complete(AuthorizationAnswer answer) {
        Newcomer newcomer = newcomers.complete(server, answer, this::principal);
        return new SignedIn(newcomer.principal(), Set.of());
    }

    @Override
    public void signOut(Principal principal) {
        boolean unused = newcomers.revoke(principal, server);
    }

    private Principal principal(PendingAuthorization pending, OAuthClient client, Issued issued) {
        Metadata.Known issuer = metadata.of(pending.source().issuer());
        boolean signs = !issuer.server().keys().isEmpty();
        @Nullable TokenUser named = issued.user();
        if (signs && pending.scopes().contains(OPEN_ID)) {
            return stated(pending, issued, issuer);
        }
        if (named != null) {
            return principal(pending, named);
        }
        if (signs && issued.idToken() != null) {
            return stated(pending, issued, issuer);
        }
        Optional<TokenUser> asked = issuers.userOf(issuer.server(), client, issued.accessToken());
        return principal(pending, asked.orElseThrow(this::nobody));
    }

    private static Principal stated(
            PendingAuthorization pending, Issued issued, Metadata.Known issuer) {
        Claims claims = IdTokens.checked(pending, issued, issuer.keys());
        return People.principal(pending.source().issuer(), claims.subject(), claims.name());
    }

    private static Principal principal(PendingAuthorization pending, TokenUser user) {
        return People.principal(pending.source().issuer(), user.id(), user.name());
    }

    private AuthorizationFailed nobody() {
        return new AuthorizationFailed(
                Reason.INVALID_METADATA,
                "The authorization server of "
                        + server
                        + " does not say who signed in, so that nobody can sign in to Parley"
                        + " there. Choose another sign-in in the settings.",
                null);
    }
}
