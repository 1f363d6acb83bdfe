package dev.parley.vault;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The master keys of this installation: the first, the primary, seals; the others open what was
 * sealed before. Text form: {@code id:base64,id:base64}.
 */
public final class VaultKeys {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final int KEYS_MAX = 16;

    private final List<MasterKey> keys;

    private VaultKeys(List<MasterKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads keys in their text form.
     *
     * @throws VaultKeysException when one of them must not be used; the message says which and why
     */
    public static VaultKeys parse(String text) {
        return of(List.of(text.split(",", -1)));
    }

    /** Keys from one {@code id:base64} each. */
    static VaultKeys of(List<String> entries) {
        if (entries.size() > KEYS_MAX) {
            throw new VaultKeysException(
                    "there are " + entries.size() + " keys; at most " + KEYS_MAX + " are allowed");
        }
        List<MasterKey> keys = new ArrayList<>();
        for (String entry : entries) {
            MasterKey key = key(entry.strip(), keys.size() + 1);
            for (MasterKey earlier : keys) {
                if (earlier.id().equals(key.id())) {
                    throw new VaultKeysException("there are two keys with the id " + key.id());
                }
                if (earlier.sameKeyAs(key)) {
                    throw new VaultKeysException(
                            "the keys " + earlier + " and " + key + " are one and the same");
                }
            }
            keys.add(key);
        }
        return new VaultKeys(keys);
    }

    /** One fresh key, named {@code k1}. */
    static VaultKeys generate() {
        return new VaultKeys(List.of(random("k1")));
    }

    /** A fresh primary key before these. */
    VaultKeys withFreshPrimary() {
        if (keys.size() == KEYS_MAX) {
            throw new VaultKeysException(
                    "there are " + KEYS_MAX + " keys already; remove those with no values first");
        }
        Predicate<String> taken = id -> keys.stream().anyMatch(key -> key.id().equals(id));
        String id =
                Stream.iterate(keys.size() + 1, number -> number + 1)
                        .map(number -> "k" + number)
                        .filter(taken.negate())
                        .findFirst()
                        .orElseThrow();
        return new VaultKeys(Stream.concat(Stream.of(random(id)), keys.stream()).toList());
    }

    /** The id of the key that seals. */
    public String primaryId() {
        return keys.getFirst().id();
    }

    /** The ids of all keys, the primary first. */
    public List<String> ids() {
        return keys.stream().map(MasterKey::id).toList();
    }

    /** What tells the primary from another key of the same id. */
    public String primaryCheck() {
        return keys.getFirst().check();
    }

    /** Whether there is a key with this id, and it is the one the check is of. */
    public boolean has(String id, String check) {
        return find(id, check).isPresent();
    }

    MasterKey primary() {
        return keys.getFirst();
    }

    /** The key with this id, if it is the one the check is of. */
    Optional<MasterKey> find(String id, String check) {
        return keys.stream()
                .filter(key -> key.id().equals(id) && key.check().equals(check))
                .findFirst();
    }

    /** The lines of the key file. */
    List<String> lines() {
        return keys.stream().map(MasterKey::text).toList();
    }

    /** The ids only. */
    @Override
    public String toString() {
        return keys.toString();
    }

    private static MasterKey key(String entry, int position) {
        int colon = entry.indexOf(':');
        if (colon < 0 || !ID.matcher(entry.substring(0, colon)).matches()) {
            // What stands there may be the key itself, so it is not repeated.
            throw new VaultKeysException(
                    "key number "
                            + position
                            + " is not of the form id:base64, with an id of 1 to 32 letters,"
                            + " digits, - and _");
        }
        String id = entry.substring(0, colon);
        byte[] key;
        try {
            key = Base64.getDecoder().decode(entry.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw new VaultKeysException("the key " + id + " is not base64");
        }
        KeyQuality.flaw(key)
                .ifPresent(
                        flaw -> {
                            throw new VaultKeysException("the key " + id + " " + flaw);
                        });
        return new MasterKey(id, key);
    }

    private static MasterKey random(String id) {
        byte[] key = new byte[Aes.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new MasterKey(id, key);
    }
}
