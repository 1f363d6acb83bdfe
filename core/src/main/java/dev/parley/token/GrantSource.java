package dev.parley.token;

/**
 * Where the tokens of a grant come from, and as which client they are asked for: what was validated
 * when the principal was sent to the authorization server. It is kept with the grant and never
 * looked up anew, so that no server can lead tokens elsewhere later.
 *
 * @param issuer the authorization server; what it issued goes nowhere else
 * @param clientId Parley's name there
 * @param tokenEndpoint where tokens are obtained and refreshed
 * @param revocationEndpoint where they are taken back (RFC 7009); empty when the issuer has none
 * @param resource the server the tokens are for, as it calls itself (RFC 8707)
 */
public record GrantSource(
        String issuer,
        String clientId,
        ClientAuthentication clientAuthentication,
        String tokenEndpoint,
        String revocationEndpoint,
        String resource) {

    public GrantSource {
        if (issuer.isBlank() || clientId.isBlank() || tokenEndpoint.isBlank()) {
            throw new IllegalArgumentException(
                    "a source needs issuer, client id and token endpoint: " + issuer);
        }
    }
}
