package dev.parley.vault;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Makes and opens the boxes of owners. Each owner's box has a data key of its own, wrapped by a
 * master key: deleting the wrapped key shreds everything sealed under it, wherever copies of it
 * are. Safe for use by many threads.
 */
public final class Vault {

    private static final int ID_BYTES = 8;

    /** As far from the last number as from zero. */
    private static final long FIRST_VERSION_MAX = Long.MAX_VALUE / 2;

    private final VaultKeys keys;
    private final SecureRandom random = new SecureRandom();

    public Vault(VaultKeys keys) {
        this.keys = keys;
    }

    /** The master keys it works with. */
    public VaultKeys keys() {
        return keys;
    }

    /**
     * A fresh, empty box for {@code owner}, under the primary key. Its numbers begin anywhere, so
     * that a version is not given again to an owner who was forgotten and came back: who still
     * knows an old one must not take the new row for the one it was.
     */
    public Strongbox create(String owner) {
        return Strongbox.empty(owner, dataKey(owner), random.nextLong(FIRST_VERSION_MAX));
    }

    /**
     * The box of {@code owner}.
     *
     * @throws VaultException when it was altered or is another owner's, or when its master key is
     *     not among ours
     */
    public Strongbox open(String owner, StoredBox stored) throws VaultException {
        return Strongbox.open(owner, unwrap(owner, stored.key()), stored);
    }

    /** An empty box with a fresh key for the owner of {@code box}, which it will replace. */
    public Strongbox successor(Strongbox box) {
        return Strongbox.empty(box.owner(), dataKey(box.owner()), box.version());
    }

    /** Whether the box is under the key that is now the primary. */
    public boolean isCurrent(WrappedKey wrapped) {
        MasterKey primary = keys.primary();
        return wrapped.masterId().equals(primary.id())
                && wrapped.masterCheck().equals(primary.check());
    }

    /** Whether the master key of the box is among ours. */
    public boolean knows(WrappedKey wrapped) {
        return keys.find(wrapped.masterId(), wrapped.masterCheck()).isPresent();
    }

    private DataKey dataKey(String owner) {
        byte[] key = random(Aes.KEY_BYTES);
        String id = DataKey.encode(random(ID_BYTES));
        MasterKey master = keys.primary();
        try {
            byte[] sealed = master.aead().encrypt(key, associated(owner, master.id(), id));
            return new DataKey(
                    new WrappedKey(master.id(), master.check(), id, DataKey.encode(sealed)), key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot wrap a key", e);
        }
    }

    private DataKey unwrap(String owner, WrappedKey wrapped) throws VaultException {
        Optional<MasterKey> master = keys.find(wrapped.masterId(), wrapped.masterCheck());
        if (master.isEmpty()) {
            throw new VaultException(
                    VaultException.Kind.KEY_MISSING,
                    "the vault key " + wrapped.masterId() + " is missing, or is another one");
        }
        try {
            byte[] key =
                    master.get()
                            .aead()
                            .decrypt(
                                    DataKey.decode(wrapped.sealed()),
                                    associated(owner, wrapped.masterId(), wrapped.id()));
            return new DataKey(wrapped, key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new VaultException(
                    VaultException.Kind.BINDING_MISMATCH,
                    "the data key of an owner was altered or is not theirs");
        }
    }

    private static byte[] associated(String owner, String masterId, String id) {
        SealedRow row = new SealedRow("vault_owner", "", "", "", List.of(), 0);
        return new Place(row, "wrapped_key", owner).bytes(DataKey.FORMAT, masterId, id);
    }

    private byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
