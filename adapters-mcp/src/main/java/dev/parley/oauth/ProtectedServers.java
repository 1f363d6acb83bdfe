package dev.parley.oauth;

import dev.parley.token.Principal;
import java.util.Optional;

/** Knows the servers that may ask for authorization. Safe for use by many threads. */
@FunctionalInterface
public interface ProtectedServers {

    /** The server of this name, if there is one and {@code principal} may use it. Never blocks. */
    Optional<ProtectedServer> find(Principal principal, String name);
}
