package dev.parley.storage;

import dev.parley.token.Principal;

/**
 * Whose rows a unit of work may see and change, whatever its statements say: on PostgreSQL the
 * database holds it, as the second wall between users (docs/adr/0014-row-level-security.md).
 */
sealed interface Scope {

    /** For the work of Parley itself, which is about many owners, or about one not known yet. */
    Scope ALL = new All();

    static Scope of(Principal owner) {
        return new Owner(owner.key());
    }

    /**
     * The rows of one owner.
     *
     * @param key as the tables name the owner: a {@linkplain Principal#key() principal's key}, or
     *     what stands for this installation; never empty, which would be the name of nobody and
     *     shut nothing out
     */
    record Owner(String key) implements Scope {

        public Owner {
            if (key.isBlank()) {
                throw new IllegalArgumentException("an owner needs a name");
            }
        }
    }

    /** Every row. */
    record All() implements Scope {}
}
