package dev.parley.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import dev.parley.oauth.JsonFields.Unreadable;
import dev.parley.oauth.TokenAnswer.Issued;
import dev.parley.oauth.TokenAnswer.Refused;
import dev.parley.oauth.TokenAnswer.Unavailable;
import dev.parley.oauth.TokenAnswer.Why;
import dev.parley.token.GrantSource;
import dev.parley.token.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The token and revocation endpoints that a grant's source names (RFC 6749, RFC 7009). What comes
 * from there is checked, and never shown. Safe for use by many threads; a call blocks for one
 * exchange.
 */
final class TokenEndpoint {

    /** A token lasts no longer here, whatever its issuer says. */
    private static final Duration LIFE_MAX = Duration.ofDays(366);

    private static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(1);
    private static final int TOKEN_MAX = 32 * 1024;

    private final AuthorizationHttp http;
    private final InstantSource clock;

    TokenEndpoint(AuthorizationHttp http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    /** Redeems a code. */
    TokenAnswer redeem(
            GrantSource source, OAuthClient client, String code, Secret verifier, String redirect) {
        AuthorizationGrant grant =
                new AuthorizationCodeGrant(
                        new AuthorizationCode(code),
                        URI.create(redirect),
                        new CodeVerifier(verifier.reveal()));
        return ask(source, client, grant);
    }

    /** Asks for new tokens; the refresh token may be worthless afterwards, whatever the answer. */
    TokenAnswer refresh(GrantSource source, OAuthClient client, Secret refreshToken) {
        return ask(source, client, new RefreshTokenGrant(new RefreshToken(refreshToken.reveal())));
    }

    /** Takes a token back; whether the issuer said that it is done. */
    boolean revoke(GrantSource source, OAuthClient client, Secret token, boolean isRefreshToken) {
        Token revoked =
                isRefreshToken
                        ? new RefreshToken(token.reveal())
                        : new BearerAccessToken(token.reveal());
        URI endpoint = URI.create(source.revocationEndpoint());
        TokenRevocationRequest request =
                client.authenticated()
                        .map(it -> new TokenRevocationRequest(endpoint, it, revoked))
                        .orElseGet(
                                () ->
                                        new TokenRevocationRequest(
                                                endpoint, new ClientID(client.id()), revoked));
        try {
            return http.post(request.toHTTPRequest()).getStatusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private TokenAnswer ask(GrantSource source, OAuthClient client, AuthorizationGrant grant) {
        URI endpoint = URI.create(source.tokenEndpoint());
        TokenRequest.Builder builder =
                client.authenticated()
                        .map(it -> new TokenRequest.Builder(endpoint, it, grant))
                        .orElseGet(
                                () ->
                                        new TokenRequest.Builder(
                                                endpoint, new ClientID(client.id()), grant));
        if (!source.resource().isEmpty()) {
            builder.resource(URI.create(source.resource()));
        }
        HTTPRequest request = builder.build().toHTTPRequest();
        Instant asked = clock.instant();
        HTTPResponse response;
        try {
            response = http.post(request);
        } catch (IOException e) {
            return new Unavailable(Duration.ZERO);
        }
        return read(response, asked);
    }

    private static TokenAnswer read(HTTPResponse response, Instant asked) {
        int status = response.getStatusCode();
        if (status >= 500 || status == 408 || status == 429) {
            return new Unavailable(retryAfter(response));
        }
        try {
            JsonFields fields = JsonFields.of(response);
            // There are servers that refuse with status 200.
            if (!fields.text("error").isEmpty()) {
                return new Refused(why(fields.text("error")));
            }
            return status == 200 ? issued(fields, asked) : new Refused(Why.OTHER);
        } catch (Unreadable e) {
            boolean refused = status >= 400;
            return refused ? new Refused(Why.OTHER) : new Unavailable(Duration.ZERO);
        }
    }

    private static Issued issued(JsonFields fields, Instant asked) throws Unreadable {
        if (!fields.text("token_type").equalsIgnoreCase("Bearer")) {
            throw new Unreadable("token_type");
        }
        String refreshToken = fields.text("refresh_token");
        String scope = fields.text("scope");
        return new Issued(
                token(fields.text("access_token")),
                refreshToken.isEmpty() ? null : token(refreshToken),
                expiresAt(fields, asked),
                scope.isBlank() ? null : Set.copyOf(Challenge.words(scope)),
                statement(fields.name("id_token")),
                fields.object("user").flatMap(TokenUser::ofTokens).orElse(null));
    }

    private static @Nullable Secret statement(String idToken) {
        return idToken.isEmpty() ? null : Secret.of(idToken);
    }

    /** A token goes into a header: visible ASCII, so that no other header comes along. */
    private static Secret token(String value) throws Unreadable {
        boolean sound =
                !value.isEmpty()
                        && value.length() <= TOKEN_MAX
                        && value.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        if (!sound) {
            throw new Unreadable("a token");
        }
        return Secret.of(value);
    }

    /** Counted from when it was asked for, so that it never seems to live longer than it does. */
    private static Instant expiresAt(JsonFields fields, Instant asked) throws Unreadable {
        @Nullable Long seconds = fields.number("expires_in").orElse(null);
        if (seconds == null) {
            return Instant.MAX;
        }
        if (seconds <= 0) {
            throw new Unreadable("expires_in");
        }
        return asked.plusSeconds(Math.min(seconds, LIFE_MAX.toSeconds()));
    }

    private static Why why(String error) {
        return switch (error) {
            case "invalid_grant" -> Why.INVALID_GRANT;
            case "invalid_client" -> Why.INVALID_CLIENT;
            default -> Why.OTHER;
        };
    }

    private static Duration retryAfter(HTTPResponse response) {
        String seconds = response.getHeaderValue("Retry-After");
        if (seconds == null || !seconds.matches("[0-9]{1,6}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(seconds));
        return asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
    }
}
