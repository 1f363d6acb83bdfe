package dev.parley.app;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.parley.token.Memberships;
import dev.parley.token.Principal;
import java.util.Map;
import java.util.Set;

/**
 * The memberships of the settings. Whoever works on this machine without a sign-in belongs to all
 * organizations.
 *
 * @param members by the slug of their organization, each as {@link Principal#key()} has them
 */
record ConfiguredMemberships(Map<String, Set<String>> members) implements Memberships {

    ConfiguredMemberships {
        members = Map.copyOf(members);
    }

    @Override
    public Set<String> organizations(Principal principal) {
        if (principal.key().equals(Principal.local().key())) {
            return members.keySet();
        }
        return members.entrySet().stream()
                .filter(entry -> entry.getValue().contains(principal.key()))
                .map(Map.Entry::getKey)
                .collect(toUnmodifiableSet());
    }
}
