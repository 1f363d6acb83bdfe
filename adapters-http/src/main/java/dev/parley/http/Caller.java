package dev.parley.http;

import dev.parley.access.ApiKey;
import dev.parley.access.Session;
import dev.parley.token.Principal;
import dev.parley.token.Secret;

/** Who asks, and how they came in. */
sealed interface Caller {

    Principal principal();

    /** The same caller, working elsewhere. */
    Caller in(Principal workingThere);

    /** Whoever reaches a server without a sign-in. */
    record Local(Principal principal) implements Caller {
        @Override
        public Caller in(Principal workingThere) {
            return new Local(workingThere);
        }
    }

    /** Somebody who has signed in, in their browser, which holds {@code token}. */
    record Browser(Principal principal, Session session, Secret token) implements Caller {
        @Override
        public Caller in(Principal workingThere) {
            return new Browser(workingThere, session, token);
        }
    }

    /** A program that acts for somebody. */
    record Program(Principal principal, ApiKey key) implements Caller {
        @Override
        public Caller in(Principal workingThere) {
            return new Program(workingThere, key);
        }
    }
}
