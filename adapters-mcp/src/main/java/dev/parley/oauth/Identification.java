package dev.parley.oauth;

import dev.parley.token.AuthorizationFailed;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.Principal;

/** Finds out whose tokens these are. Safe for use by many threads. */
@FunctionalInterface
public interface Identification {

    /**
     * Blocks for a few exchanges with the issuer, if at all.
     *
     * @param pending the sign-in they came from
     * @param client as which Parley got them
     * @throws AuthorizationFailed when that cannot be found out; nothing is kept then
     */
    Principal principal(
            PendingAuthorization pending, OAuthClient client, TokenAnswer.Issued issued);
}
