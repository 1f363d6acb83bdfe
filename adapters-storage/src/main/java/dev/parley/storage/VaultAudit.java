package dev.parley.storage;

import dev.parley.vault.VaultException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an administrator should look into: stored secrets that are not as we stored them. Lines like
 * {@code vault.rollback principal=… server=…}, never with a value.
 */
final class VaultAudit {

    private static final Logger AUDIT = LoggerFactory.getLogger("dev.parley.audit");

    private VaultAudit() {}

    /** A value does not open; it is treated as if there were none. */
    static void unopened(VaultException.Kind kind, String owner, String server) {
        AUDIT.warn("{} principal={} server={}", name(kind), owner, server);
    }

    /** What did not open was removed with everything of its owner, or with its row. */
    static void dropped(String what, String owner, String server) {
        AUDIT.warn("vault.dropped what={} principal={} server={}", what, owner, server);
    }

    /** Everything of an owner was shredded, as was asked for. */
    static void shredded(String owner) {
        AUDIT.info("vault.shredded principal={}", owner);
    }

    private static String name(VaultException.Kind kind) {
        return switch (kind) {
            case NOT_SEALED -> "vault.not_sealed";
            case BINDING_MISMATCH -> "vault.binding_mismatch";
            case ROLLBACK -> "vault.rollback";
            case KEY_MISSING -> "vault.key_missing";
        };
    }
}
