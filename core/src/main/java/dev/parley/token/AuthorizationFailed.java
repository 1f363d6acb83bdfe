package dev.parley.token;

import org.jspecify.annotations.Nullable;

/**
 * No grant was obtained. The message is a sentence for the user: it holds no token and nothing an
 * authorization server wrote.
 */
public final class AuthorizationFailed extends RuntimeException {

    /** Why not. */
    public enum Reason {
        /** There is no server of this name, for this principal. */
        SERVER_NOT_FOUND("server_not_found"),
        /** The server asks for no authorization, or is given it in the settings. */
        NOT_NEEDED("authorization_not_needed"),
        /** The server, or its authorization server, does not answer. */
        UNREACHABLE("authorization_unreachable"),
        /** An address it names may not be connected to. */
        EGRESS_DENIED("egress_denied"),
        /** The server or its authorization server contradicts itself or the specification. */
        INVALID_METADATA("authorization_metadata_invalid"),
        /** The authorization server does not say that it checks code challenges (PKCE, S256). */
        NO_PKCE("as_no_pkce"),
        /** Parley is not registered there and cannot register itself. */
        NOT_REGISTERED("client_not_registered"),
        /** The state is unknown, was used, has expired, or is another principal's. */
        STATE_INVALID("authorization_state_invalid"),
        /** The answer does not come from the authorization server that was asked (RFC 9207). */
        ISSUER_MISMATCH("authorization_issuer_mismatch"),
        /** The user, or the authorization server, said no. */
        DENIED("authorization_denied"),
        /** The authorization server did not take the code, or gave no usable token. */
        TOKEN_REFUSED("token_refused");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** The stable code under which users and clients see this reason. */
        public String code() {
            return code;
        }
    }

    private final Reason reason;

    public AuthorizationFailed(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
