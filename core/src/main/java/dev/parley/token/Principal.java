package dev.parley.token;

/**
 * A signed-in user: the account {@code subject} at the identity provider {@code issuer}. The pair
 * is the identity; the name is for display only and takes no part in equality of accounts.
 */
public record Principal(String issuer, String subject, String displayName) {

    private static final Principal LOCAL = new Principal("local", "local", "You");

    public Principal {
        if (issuer.isBlank() || issuer.contains(" ")) {
            throw new IllegalArgumentException(
                    "issuer must not be blank or hold a space: " + issuer);
        }
        if (subject.isBlank()) {
            throw new IllegalArgumentException("subject must not be blank");
        }
    }

    /** The one principal of a server that listens on a loopback address and asks for no sign-in. */
    public static Principal local() {
        return LOCAL;
    }

    /** The key under which everything this principal owns is stored; unique over all issuers. */
    public String key() {
        return issuer + " " + subject;
    }
}
