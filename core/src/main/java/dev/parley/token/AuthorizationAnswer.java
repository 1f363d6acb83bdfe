package dev.parley.token;

/**
 * What a browser brought back from an authorization server (RFC 6749, section 4.1.2; RFC 9207).
 * Absent parameters are empty.
 *
 * @param code worth a grant, once
 * @param issuer the parameter {@code iss}
 * @param error the parameter {@code error}, as {@code access_denied}; its description is not here,
 *     as anyone could have written it
 */
public record AuthorizationAnswer(Secret state, String code, String issuer, String error) {

    /** Without the code. */
    @Override
    public String toString() {
        return "AuthorizationAnswer[issuer=" + issuer + ", error=" + error + "]";
    }
}
