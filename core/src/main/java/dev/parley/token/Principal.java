package dev.parley.token;

/**
 * A signed-in user: the account {@code subject} at the identity provider {@code issuer}. The pair
 * is the identity, and {@link #key()} its name; the rest takes no part in it.
 *
 * @param displayName for display only
 * @param workspace where the user works now, by their own word: no proof of a membership
 */
public record Principal(String issuer, String subject, String displayName, Workspace workspace) {

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

    /** A principal who has chosen no workspace. */
    public Principal(String issuer, String subject, String displayName) {
        this(issuer, subject, displayName, Workspace.NONE);
    }

    /** The same principal, working elsewhere. */
    public Principal in(Workspace other) {
        return new Principal(issuer, subject, displayName, other);
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
