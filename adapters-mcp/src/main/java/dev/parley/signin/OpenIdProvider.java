package dev.parley.signin;

import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import dev.parley.access.IdentityProvider;
import dev.parley.access.SignedIn;
import dev.parley.oauth.AuthorizationServer;
import dev.parley.oauth.CodeFlow;
import dev.parley.oauth.CodeRequest;
import dev.parley.oauth.Issuers;
import dev.parley.oauth.OAuthClient;
import dev.parley.oauth.Stranger;
import dev.parley.oauth.TokenAnswer.Issued;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.GrantSource;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.Principal;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.OkHttpClient;

/**
 * Signs people in at an OpenID provider, by a code with a challenge (OpenID Connect Core, section
 * 3.1). Who they are is what the checked ID token says, issuer and subject; the tokens are not
 * kept. Safe for use by many threads.
 */
public final class OpenIdProvider implements IdentityProvider {

    private static final Set<String> SCOPES = Set.of("openid", "profile", "email");

    private final OpenIdSettings settings;
    private final Metadata metadata;
    private final CodeFlow flow;

    /**
     * A provider that is asked only when somebody signs in.
     *
     * @param client through which everything is sent, and which decides what may be connected to
     * @param pending where sign-ins are kept until their answers come
     */
    public OpenIdProvider(
            OpenIdSettings settings,
            OkHttpClient client,
            PendingAuthorizationStore pending,
            InstantSource clock) {
        this.settings = settings;
        Issuers issuers = new Issuers(client);
        this.metadata = new Metadata(issuers, issuers::provider, clock);
        this.flow = new CodeFlow(client, pending, clock);
    }

    @Override
    public String displayName() {
        return settings.displayName();
    }

    @Override
    public AuthorizationStart begin(String redirectUri) {
        CodeFlow.requireOwnAddress(redirectUri);
        AuthorizationServer provider = metadata.of(settings.issuer()).server();
        CodeFlow.requireChallenges(provider, displayName());
        if (provider.keys().isEmpty()) {
            throw new AuthorizationFailed(
                    Reason.INVALID_METADATA,
                    displayName() + " does not say by which keys it signs.",
                    null);
        }
        OAuthClient client = client(provider);
        GrantSource source =
                new GrantSource(
                        provider.issuer(),
                        client.id(),
                        client.authentication(),
                        provider.tokenEndpoint(),
                        provider.revocationEndpoint(),
                        "");
        Set<String> scopes = new TreeSet<>(SCOPES);
        scopes.addAll(settings.scopes());
        return flow.begin(
                new CodeRequest(Stranger.any(), "", provider, source, redirectUri, scopes));
    }

    @Override
    public SignedIn complete(AuthorizationAnswer answer) {
        PendingAuthorization pending = flow.take(answer, this::isOurs);
        Metadata.Known provider = metadata.of(settings.issuer());
        Issued issued = flow.redeem(pending, client(provider.server()), answer.code());
        Claims claims = IdTokens.checked(pending, issued, provider.keys());
        Principal principal = People.principal(settings.issuer(), claims.subject(), claims.name());
        return new SignedIn(principal, claims.organizations(settings.organizationsClaim()));
    }

    /** Nothing was kept. */
    @Override
    public void signOut(Principal principal) {}

    /** OpenID Connect RP-Initiated Logout, section 2; there is no ID token to show, so our name. */
    @Override
    public Optional<String> signOutUrl(String returnTo) {
        if (!settings.signsOut()) {
            return Optional.empty();
        }
        return Optional.of(metadata.of(settings.issuer()).server().endSessionEndpoint())
                .filter(it -> !it.isEmpty())
                .map(
                        it ->
                                new LogoutRequest(
                                        URI.create(it),
                                        null,
                                        null,
                                        new ClientID(settings.clientId()),
                                        URI.create(returnTo),
                                        null,
                                        null))
                .map(it -> it.toURI().toString());
    }

    private boolean isOurs(PendingAuthorization pending) {
        return Stranger.is(pending.principal())
                && pending.server().isEmpty()
                && pending.source().issuer().equals(settings.issuer())
                && pending.source().clientId().equals(settings.clientId());
    }

    private OAuthClient client(AuthorizationServer provider) {
        return OAuthClient.registered(settings.clientId(), settings.clientSecret(), provider);
    }
}
