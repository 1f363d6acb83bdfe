package dev.parley.vault;

import com.google.crypto.tink.Aead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** One key of the installation: it wraps the data keys of owners, and nothing else. */
final class MasterKey {

    private static final int CHECK_BYTES = 6;

    private final String id;
    private final byte[] key;

    MasterKey(String id, byte[] key) {
        this.id = id;
        this.key = key;
    }

    String id() {
        return id;
    }

    /**
     * Tells this key from another one of the same id. Of a random key of 256 bits it gives nothing
     * away.
     */
    String check() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update("parley vault key ".getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(sha.digest(key), CHECK_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Made when it is first needed, so that a start does not wait for the library to load. */
    Aead aead() {
        return Aes.of(key);
    }

    boolean sameKeyAs(MasterKey other) {
        return MessageDigest.isEqual(key, other.key);
    }

    /** As a line of the key file. */
    String text() {
        return id + ":" + Base64.getEncoder().encodeToString(key);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return id;
    }
}
