package dev.parley.signin;

import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.Principal;

/** Makes principals of what issuers say: issuer and account are who it is, and nothing else. */
final class People {

    /** OpenID Connect Core, section 2. */
    private static final int SUBJECT_MAX = 255;

    private static final int NAME_MAX = 100;
    private static final String NAMELESS = "Somebody";

    private People() {}

    /**
     * @param name for display; empty when nothing is known
     * @throws AuthorizationFailed when the account is none that OpenID Connect allows
     */
    static Principal principal(String issuer, String account, String name) {
        boolean sound =
                !account.isBlank()
                        && account.length() <= SUBJECT_MAX
                        && account.chars().noneMatch(Character::isISOControl);
        if (!sound) {
            throw new AuthorizationFailed(
                    Reason.TOKEN_REFUSED,
                    "The provider does not say in a usable way who signed in.",
                    null);
        }
        return new Principal(issuer, account, shown(name));
    }

    private static String shown(String name) {
        String oneLine = name.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        if (oneLine.isEmpty()) {
            return NAMELESS;
        }
        int length = oneLine.codePointCount(0, oneLine.length());
        return length <= NAME_MAX
                ? oneLine
                : oneLine.substring(0, oneLine.offsetByCodePoints(0, NAME_MAX));
    }
}
