package dev.parley.oauth;

import dev.parley.token.StoredGrant;
import java.time.Duration;

/** What became of an attempt to renew a grant. */
sealed interface Renewed {

    /** There is a newer grant, whoever has renewed it. */
    record Fresh(StoredGrant stored) implements Renewed {}

    /** Only the principal can help, by signing in. */
    record SignIn() implements Renewed {}

    /**
     * Not now; the grant is untouched.
     *
     * @param retryAfter the least to wait; zero when nobody said
     */
    record NotNow(Duration retryAfter) implements Renewed {}
}
