package dev.parley.http;

import dev.parley.token.Principal;
import java.util.Optional;

/** Says who a request is from. Safe for use by many threads. */
@FunctionalInterface
public interface Authentication {

    /** What of a request tells who it is from. */
    @FunctionalInterface
    interface Credentials {

        /** The first header of this name, whatever its case. */
        Optional<String> header(String name);
    }

    /** The principal on whose behalf the request is served. */
    Principal authenticate(Credentials credentials);

    /** Everybody is the one local principal; for a server on a loopback address. */
    static Authentication local() {
        return credentials -> Principal.local();
    }
}
