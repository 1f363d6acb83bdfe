package dev.parley.token;

/** How a client proves at a token endpoint that it is the one it says (RFC 6749, section 2.3). */
public enum ClientAuthentication {
    /** It does not: a public client, known by its id only. */
    NONE,
    /** Id and secret in the {@code Authorization} header. */
    BASIC,
    /** Id and secret in the form. */
    POST
}
