package dev.parley.oauth;

import dev.parley.oauth.JsonFields.Unreadable;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.ClientAuthentication;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an authorization server says about itself (RFC 8414, section 2), checked: every endpoint is
 * one that may be opened.
 *
 * @param authorizationEndpoint where browsers are sent
 * @param registrationEndpoint empty when clients cannot register themselves
 * @param revocationEndpoint empty when tokens cannot be taken back
 * @param userInfoEndpoint who asks there with a token is told whose it is (OpenID Connect Core,
 *     section 5.3); empty when there is none
 * @param introspectionEndpoint what a token is worth, and whose it is (RFC 7662); empty when there
 *     is none
 * @param endSessionEndpoint where browsers go to be signed out there (OpenID Connect RP-Initiated
 *     Logout, section 2); empty when there is no such place that may be opened
 * @param keys where the keys are that it signs with; empty when it signs nothing
 * @param authentications how clients may prove who they are; those Parley can, in their order
 * @param scopes all it has; empty when it does not say
 * @param refreshes whether it issues refresh tokens, as far as it says
 * @param checksChallenges whether it says that it checks code challenges made by S256
 * @param answersNameIssuer whether it says that its answers name it (RFC 9207)
 * @param takesClientDocuments whether the URL of a document may be a client's id
 */
public record AuthorizationServer(
        String issuer,
        String authorizationEndpoint,
        String tokenEndpoint,
        String registrationEndpoint,
        String revocationEndpoint,
        String userInfoEndpoint,
        String introspectionEndpoint,
        String endSessionEndpoint,
        String keys,
        List<ClientAuthentication> authentications,
        Set<String> scopes,
        boolean refreshes,
        boolean checksChallenges,
        boolean answersNameIssuer,
        boolean takesClientDocuments) {

    /** What stands for a list that is not there (RFC 8414, section 2). */
    private static final List<String> AUTHENTICATIONS_DEFAULT = List.of("client_secret_basic");

    public AuthorizationServer {
        authentications = List.copyOf(authentications);
        scopes = Set.copyOf(scopes);
    }

    /**
     * Reads the metadata found for {@code issuer}.
     *
     * @throws AuthorizationFailed when it is another's (RFC 8414, section 3.3), or names an
     *     endpoint that may not be opened
     */
    static AuthorizationServer of(JsonFields document, String issuer) throws Unreadable {
        if (!document.text("issuer").equals(issuer)) {
            throw new AuthorizationFailed(
                    Reason.INVALID_METADATA,
                    "The authorization server says it is another one than the server named.",
                    null);
        }
        List<String> challenges =
                document.texts("code_challenge_methods_supported").orElse(List.of());
        List<String> grants =
                document.texts("grant_types_supported")
                        .orElse(List.of("authorization_code", "refresh_token"));
        return new AuthorizationServer(
                issuer,
                endpoint(document, "authorization_endpoint", "sign-in page"),
                endpoint(document, "token_endpoint", "token endpoint"),
                optionalEndpoint(document, "registration_endpoint", "registration endpoint"),
                optionalEndpoint(document, "revocation_endpoint", "revocation endpoint"),
                optionalEndpoint(document, "userinfo_endpoint", "user info endpoint"),
                optionalEndpoint(document, "introspection_endpoint", "introspection endpoint"),
                endSession(document),
                optionalEndpoint(document, "jwks_uri", "keys"),
                authentications(document),
                Set.copyOf(document.texts("scopes_supported").orElse(List.of())),
                grants.contains("refresh_token"),
                challenges.contains("S256"),
                document.flag("authorization_response_iss_parameter_supported"),
                document.flag("client_id_metadata_document_supported"));
    }

    private static String endpoint(JsonFields document, String field, String what)
            throws Unreadable {
        String url = document.text(field);
        if (url.isEmpty()) {
            throw new AuthorizationFailed(
                    Reason.INVALID_METADATA,
                    "The authorization server does not name its " + what + ".",
                    null);
        }
        EndpointUrl.checked(what, url);
        return url;
    }

    private static String optionalEndpoint(JsonFields document, String field, String what)
            throws Unreadable {
        return document.text(field).isEmpty() ? "" : endpoint(document, field, what);
    }

    /** Nobody needs it to get in, so that nobody is kept out by one that is not sound. */
    private static String endSession(JsonFields document) throws Unreadable {
        try {
            return optionalEndpoint(document, "end_session_endpoint", "sign-out page");
        } catch (AuthorizationFailed e) {
            return "";
        }
    }

    private static List<ClientAuthentication> authentications(JsonFields document)
            throws Unreadable {
        List<ClientAuthentication> known = new ArrayList<>();
        for (String name :
                document.texts("token_endpoint_auth_methods_supported")
                        .orElse(AUTHENTICATIONS_DEFAULT)) {
            switch (name) {
                case "client_secret_basic" -> known.add(ClientAuthentication.BASIC);
                case "client_secret_post" -> known.add(ClientAuthentication.POST);
                case "none" -> known.add(ClientAuthentication.NONE);
                default -> {
                    // A way that Parley does not go.
                }
            }
        }
        return known;
    }
}
