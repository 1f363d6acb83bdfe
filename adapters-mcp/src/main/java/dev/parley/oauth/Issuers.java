package dev.parley.oauth;

import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import dev.parley.oauth.JsonFields.Unreadable;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import okhttp3.OkHttpClient;

/**
 * Asks issuers who they are, with which keys they sign, and whose a token is. Nothing is
 * remembered. Safe for use by many threads; every call blocks for a few exchanges, and throws
 * {@link AuthorizationFailed} when the issuer does not answer, or answers what is not sound.
 */
public final class Issuers {

    private static final Duration DISCOVERY_MAX = Duration.ofSeconds(20);

    private final AuthorizationHttp http;

    /**
     * @param client through which everything is sent, and which decides what may be connected to
     */
    public Issuers(OkHttpClient client) {
        this.http = new AuthorizationHttp(client);
    }

    /** What an authorization server says about itself (RFC 8414, section 3). */
    public AuthorizationServer authorizationServer(String issuer) {
        return new Discovery(http.within(DISCOVERY_MAX)).describe(issuer);
    }

    /** What an OpenID provider says about itself (OpenID Connect Discovery, section 4). */
    public AuthorizationServer provider(String issuer) {
        return new Discovery(http.within(DISCOVERY_MAX)).describeProvider(issuer);
    }

    /** The document with the keys that the issuer signs with now, as it wrote it. */
    public String keysJson(AuthorizationServer issuer) {
        try {
            HTTPResponse answer = http.get(URI.create(issuer.keys()));
            if (answer.getStatusCode() == 200) {
                return Objects.requireNonNullElse(answer.getBody(), "");
            }
        } catch (IOException e) {
            throw Failures.unreachable("The issuer", e);
        }
        throw Failures.unreachable("The issuer", null);
    }

    /**
     * Whose the token is, by the endpoints that the issuer has for the question; empty when it has
     * none, or does not tell.
     */
    public Optional<TokenUser> userOf(
            AuthorizationServer issuer, OAuthClient client, Secret accessToken) {
        return userInfo(issuer, accessToken).or(() -> introspected(issuer, client, accessToken));
    }

    private Optional<TokenUser> userInfo(AuthorizationServer issuer, Secret accessToken) {
        if (issuer.userInfoEndpoint().isEmpty()) {
            return Optional.empty();
        }
        HTTPRequest request =
                new HTTPRequest(HTTPRequest.Method.GET, URI.create(issuer.userInfoEndpoint()));
        request.setAuthorization("Bearer " + accessToken.reveal());
        return answered(request).flatMap(TokenUser::ofClaims);
    }

    private Optional<TokenUser> introspected(
            AuthorizationServer issuer, OAuthClient client, Secret accessToken) {
        if (issuer.introspectionEndpoint().isEmpty()) {
            return Optional.empty();
        }
        URI endpoint = URI.create(issuer.introspectionEndpoint());
        BearerAccessToken token = new BearerAccessToken(accessToken.reveal());
        TokenIntrospectionRequest request =
                client.authenticated()
                        .map(it -> new TokenIntrospectionRequest(endpoint, it, token))
                        .orElseGet(
                                () ->
                                        new TokenIntrospectionRequest(
                                                endpoint,
                                                token,
                                                Map.of("client_id", List.of(client.id()))));
        return answered(request.toHTTPRequest())
                .filter(Issuers::isActive)
                .flatMap(TokenUser::ofClaims);
    }

    private Optional<JsonFields> answered(HTTPRequest request) {
        HTTPResponse answer;
        try {
            answer = http.post(request);
        } catch (IOException e) {
            throw Failures.unreachable("The issuer", e);
        }
        int status = answer.getStatusCode();
        if (status >= 500 || status == 408 || status == 429) {
            throw Failures.unreachable("The issuer", null);
        }
        try {
            return status == 200 ? Optional.of(JsonFields.of(answer)) : Optional.empty();
        } catch (Unreadable e) {
            throw new AuthorizationFailed(
                    Reason.INVALID_METADATA,
                    "The issuer says in a way that cannot be read who signed in.",
                    null);
        }
    }

    private static boolean isActive(JsonFields introspection) {
        try {
            return introspection.flag("active");
        } catch (Unreadable e) {
            return false;
        }
    }
}
