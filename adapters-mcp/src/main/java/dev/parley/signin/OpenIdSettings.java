package dev.parley.signin;

import dev.parley.token.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider, and what Parley is to it.
 *
 * @param displayName what it is called on the button
 * @param issuer exactly as the provider writes it
 * @param clientId Parley's name there
 * @param clientSecret null for a public client
 * @param scopes to ask for besides {@code openid profile email}
 * @param organizationsClaim the claim of the ID token that lists the organizations people belong
 *     to, or a path to it with dots; empty when there is none, and nobody belongs to any
 * @param signsOut whether who signs out of Parley is signed out at the provider as well
 */
public record OpenIdSettings(
        String displayName,
        String issuer,
        String clientId,
        @Nullable Secret clientSecret,
        List<String> scopes,
        String organizationsClaim,
        boolean signsOut) {

    public OpenIdSettings {
        scopes = List.copyOf(scopes);
    }
}
