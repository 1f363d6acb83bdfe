package dev.parley.oauth;

import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How failures of the network are told to users. */
final class Failures {

    private Failures() {}

    /**
     * @param who did not answer, as "The server"
     * @param cause null when it did answer, that it cannot now
     */
    static AuthorizationFailed unreachable(String who, @Nullable IOException cause) {
        return new AuthorizationFailed(
                Reason.UNREACHABLE, who + " does not answer now; try again later.", cause);
    }
}
