package dev.parley.token;

import java.util.List;

/**
 * Under which keys the stored secrets are sealed, and which keys there are.
 *
 * @param keys those of this process first, the primary at the head; then those only stored values
 *     name
 */
public record VaultStatus(List<Key> keys) {

    public VaultStatus {
        keys = List.copyOf(keys);
    }

    /** What a key does here. */
    public enum Use {
        /** Seals what is saved. */
        PRIMARY,
        /** Opens what was sealed before. */
        DECRYPTS,
        /** Is not there, or is another one than the values were sealed under. */
        MISSING
    }

    /**
     * One key.
     *
     * @param values how many stored values are sealed under it, the keys of owners included
     */
    public record Key(String id, Use use, long values) {}

    /** Whether everything stored is sealed under the primary key. */
    public boolean settled() {
        return keys.stream().allMatch(key -> key.use() == Use.PRIMARY || key.values() == 0);
    }
}
