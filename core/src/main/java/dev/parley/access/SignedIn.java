package dev.parley.access;

import dev.parley.token.Principal;
import java.util.Set;

/**
 * What an identity provider says of somebody who has just signed in there.
 *
 * @param principal who it is: the provider and the subject there, never an address of theirs
 * @param organizations slugs of the organizations the provider says they belong to
 */
public record SignedIn(Principal principal, Set<String> organizations) {

    public SignedIn {
        organizations = Set.copyOf(organizations);
    }
}
