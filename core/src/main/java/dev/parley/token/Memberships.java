package dev.parley.token;

import java.util.Set;

/** Knows which organizations a principal belongs to. Safe for use by many threads. */
public interface Memberships {

    /** Nobody belongs to any. */
    Memberships NONE = principal -> Set.of();

    /**
     * The slugs of the principal's organizations now; empty for none. May ask elsewhere and block:
     * whoever asks waits for a few seconds, interrupts, and takes no answer, or a failure, for a
     * no.
     */
    Set<String> organizations(Principal principal);
}
