package dev.parley.oauth;

import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.parley.token.ClientAuthentication;
import dev.parley.token.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parley as one authorization server knows it.
 *
 * @param secret null exactly when {@code authentication} is {@code NONE}
 */
public record OAuthClient(String id, ClientAuthentication authentication, @Nullable Secret secret) {

    public OAuthClient {
        if ((authentication == ClientAuthentication.NONE) != (secret == null)) {
            throw new IllegalArgumentException(
                    "client " + id + ": authentication and secret do not match");
        }
    }

    static OAuthClient ofPublic(String id) {
        return new OAuthClient(id, ClientAuthentication.NONE, null);
    }

    /**
     * A client that somebody has registered by hand, as the authorization server wants to see it.
     *
     * @param secret null for a public client
     */
    public static OAuthClient registered(
            String id, @Nullable Secret secret, AuthorizationServer issuer) {
        if (secret != null) {
            for (ClientAuthentication way :
                    List.of(ClientAuthentication.BASIC, ClientAuthentication.POST)) {
                if (issuer.authentications().contains(way)) {
                    return new OAuthClient(id, way, secret);
                }
            }
        }
        return ofPublic(id);
    }

    /** What proves at an endpoint that it is this client; empty for a public one. */
    Optional<com.nimbusds.oauth2.sdk.auth.ClientAuthentication> authenticated() {
        if (secret == null) {
            return Optional.empty();
        }
        ClientID clientId = new ClientID(id);
        var password = new com.nimbusds.oauth2.sdk.auth.Secret(secret.reveal());
        return switch (authentication) {
            case NONE -> Optional.empty();
            case BASIC -> Optional.of(new ClientSecretBasic(clientId, password));
            case POST -> Optional.of(new ClientSecretPost(clientId, password));
        };
    }
}
