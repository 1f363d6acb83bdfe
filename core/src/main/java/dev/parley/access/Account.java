package dev.parley.access;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Set;

/**
 * Somebody who has signed in at least once.
 *
 * @param organizations the slugs their identity provider named when they last signed in
 * @param disabled whether an administrator keeps them out
 */
public record Account(
        Principal principal, Set<String> organizations, boolean disabled, Instant signedInAt) {

    public Account {
        organizations = Set.copyOf(organizations);
    }
}
