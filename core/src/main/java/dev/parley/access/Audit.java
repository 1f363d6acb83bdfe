package dev.parley.access;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.parley.token.Principal;

/**
 * Who came in, who did not, and who made that so: lines of the log {@code dev.parley.audit}, such
 * as {@code session.ended session=… why=signed-out principal=…}. Never a secret: ids of sessions
 * and of keys are hashes. The principal comes last, as it may have spaces. Safe for use by many
 * threads; never fails.
 */
public final class Audit {

    private static final System.Logger AUDIT = System.getLogger("dev.parley.audit");

    private Audit() {}

    /**
     * Somebody wanted to sign in and was not let in before it was known who they are.
     *
     * @param reason a code, not words of anybody's
     * @param address where they came from
     */
    public static void signInRefused(String reason, String address) {
        AUDIT.log(WARNING, "signin.refused reason={0} address={1}", reason, address);
    }

    static void signInRefused(Principal principal) {
        AUDIT.log(WARNING, "signin.refused reason=account_disabled principal={0}", principal.key());
    }

    static void signedIn(Principal principal, String session) {
        AUDIT.log(INFO, "signin.done session={0} principal={1}", session, principal.key());
    }

    static void sessionEnded(Principal principal, String session, Session.End why) {
        AUDIT.log(
                INFO,
                "session.ended session={0} why={1} principal={2}",
                session,
                why.word(),
                principal.key());
    }

    static void keyCreated(Principal principal, ApiKey key) {
        AUDIT.log(
                INFO,
                "key.created key={0} scope={1} principal={2}",
                key.id(),
                key.scope(),
                principal.key());
    }

    static void keyDeleted(Principal principal, String id) {
        AUDIT.log(INFO, "key.deleted key={0} principal={1}", id, principal.key());
    }

    static void disabled(Principal principal, Accounts.Ended ended) {
        AUDIT.log(
                INFO,
                "user.disabled sessions={0} turns={1} principal={2}",
                String.valueOf(ended.sessions()),
                String.valueOf(ended.turns()),
                principal.key());
    }

    static void enabled(Principal principal) {
        AUDIT.log(INFO, "user.enabled principal={0}", principal.key());
    }

    static void signedOut(Principal principal, int sessions) {
        AUDIT.log(
                INFO,
                "user.signed_out sessions={0} principal={1}",
                String.valueOf(sessions),
                principal.key());
    }
}
