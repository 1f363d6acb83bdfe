package dev.parley.oauth;

import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.Principal;
import java.security.SecureRandom;

/**
 * To whom a sign-in to Parley itself belongs until it tells who it is: one of many principals that
 * are nobody. There are many because of each only {@link PendingAuthorizationStore#PENDING_MAX}
 * sign-ins are kept, and not more, because the vault keeps something of each.
 */
public final class Stranger {

    /** No issuer of anybody's: those are URLs, or {@code local}. */
    private static final String ISSUER = "parley:sign-in";

    private static final int COUNT = 1_024;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Stranger() {}

    /** One of them, at random. */
    public static Principal any() {
        return new Principal(ISSUER, "stranger-" + RANDOM.nextInt(COUNT), "Somebody");
    }

    /** Whether it is one of them. */
    public static boolean is(Principal principal) {
        return principal.issuer().equals(ISSUER);
    }
}
