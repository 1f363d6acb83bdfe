package dev.parley.signin;

import dev.parley.access.IdentityProvider;
import dev.parley.access.SignedIn;
import dev.parley.oauth.AuthorizationServer;
import dev.parley.oauth.CodeFlow;
import dev.parley.oauth.CodeRequest;
import dev.parley.oauth.Newcomers;
import dev.parley.oauth.OAuthClient;
import dev.parley.oauth.Stranger;
import dev.parley.oauth.TokenAnswer.Issued;
import dev.parley.oauth.TokenUser;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.ClientAuthentication;
import dev.parley.token.GrantSource;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.Principal;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Signs people in at Sentry, whose OAuth tells beside the tokens whose they are. It describes
 * itself nowhere, so that its endpoints are written down here; it checks code challenges since 2025
 * (getsentry/sentry#104418), and names no issuer in its answers. Who signs in belongs to their
 * organizations there. Safe for use by many threads.
 *
 * <p>The grant is kept for an MCP server when the server's entry in the settings says that it takes
 * Sentry's own tokens: its {@code auth} names this issuer and this client. Sentry's hosted MCP
 * server has an authorization server of its own, whose tokens it takes as {@code Bearer}; Sentry's
 * it takes as {@code Sentry-Bearer}, which its entry has to say as well.
 */
public final class SentryProvider implements IdentityProvider {

    private static final String NAME = "Sentry";

    private final SentrySettings settings;
    private final Newcomers newcomers;
    private final CodeFlow flow;
    private final SentryOrganizations organizations;
    private final AuthorizationServer sentry;
    private final OAuthClient client;
    private final GrantSource source;

    /**
     * Sign-in at one installation of Sentry.
     *
     * @param newcomers by whom grants are kept
     * @param http through which everything is sent, and which decides what may be connected to
     * @param pending where sign-ins are kept until their answers come
     */
    public SentryProvider(
            SentrySettings settings,
            Newcomers newcomers,
            OkHttpClient http,
            PendingAuthorizationStore pending,
            InstantSource clock) {
        this.settings = settings;
        this.newcomers = newcomers;
        this.flow = new CodeFlow(http, pending, clock);
        this.organizations =
                new SentryOrganizations(http, settings.url(), SentryOrganizations.ASK_MAX);
        this.sentry = described(settings.url());
        this.client = OAuthClient.registered(settings.clientId(), settings.clientSecret(), sentry);
        this.source =
                new GrantSource(
                        sentry.issuer(),
                        client.id(),
                        client.authentication(),
                        sentry.tokenEndpoint(),
                        sentry.revocationEndpoint(),
                        "");
    }

    @Override
    public String displayName() {
        return NAME;
    }

    @Override
    public AuthorizationStart begin(String redirectUri) {
        CodeFlow.requireOwnAddress(redirectUri);
        return flow.begin(
                new CodeRequest(
                        Stranger.any(), "", sentry, source, redirectUri, settings.scopes()));
    }

    @Override
    public SignedIn complete(AuthorizationAnswer answer) {
        PendingAuthorization pending = flow.take(answer, this::isOurs);
        Issued issued = flow.redeem(pending, client, answer.code());
        @Nullable TokenUser user = issued.user();
        if (user == null) {
            throw new AuthorizationFailed(
                    Reason.TOKEN_REFUSED, "Sentry does not say who signed in.", null);
        }
        Principal principal = People.principal(sentry.issuer(), user.id(), user.name());
        if (!settings.server().isEmpty()) {
            boolean unused = newcomers.keep(principal, settings.server(), source, issued);
        }
        return new SignedIn(principal, organizations.of(issued.accessToken()));
    }

    @Override
    public void signOut(Principal principal) {
        boolean kept =
                !settings.server().isEmpty()
                        && newcomers.takes(principal, settings.server(), source);
        if (kept) {
            boolean unused = newcomers.revoke(principal, settings.server());
        }
    }

    private boolean isOurs(PendingAuthorization pending) {
        return Stranger.is(pending.principal())
                && pending.server().isEmpty()
                && pending.source().equals(source);
    }

    /** With the slash at the end: without it Sentry redirects, and what was posted is lost. */
    private static AuthorizationServer described(String url) {
        return new AuthorizationServer(
                url,
                url + "/oauth/authorize/",
                url + "/oauth/token/",
                "",
                "",
                "",
                "",
                "",
                "",
                List.of(ClientAuthentication.POST),
                Set.of(),
                true,
                true,
                false,
                false);
    }
}
