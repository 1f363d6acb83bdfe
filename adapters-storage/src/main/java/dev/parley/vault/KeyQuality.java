package dev.parley.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Optional;

/** Tells a key that is none: made by hand, by a typing error, or copied from our documentation. */
final class KeyQuality {

    /** The key of docs/vault.md, which everybody knows. */
    static final String SAMPLE = "uV0Q6pXk2Jt7mZr4yB9cNf3sHgEwLx8aTdKoRi1MvPY=";

    /**
     * The fewest different bytes. Of 32 random ones about 30 are; fewer than 16 come up once in ten
     * thousand million keys.
     */
    private static final int DIFFERENT_MIN = 16;

    private KeyQuality() {}

    /** What is wrong with the key, as the rest of a sentence; empty when nothing is. */
    static Optional<String> flaw(byte[] key) {
        if (key.length != Aes.KEY_BYTES) {
            return Optional.of(
                    "has " + key.length + " bytes; a key is " + Aes.KEY_BYTES + " bytes in base64");
        }
        if (Base64.getEncoder().encodeToString(key).equals(SAMPLE)) {
            return Optional.of("is the sample of the documentation, which everybody knows");
        }
        if (steady(key)) {
            return Optional.of(
                    "is the same byte again and again, or counts up or down: it is not random");
        }
        if (new String(key, ISO_8859_1).chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return Optional.of("is a text in base64, not random bytes");
        }
        if (different(key) < DIFFERENT_MIN) {
            return Optional.of("repeats few bytes: it is not random");
        }
        return Optional.empty();
    }

    private static boolean steady(byte[] key) {
        for (int i = 2; i < key.length; i++) {
            if ((byte) (key[i] - key[i - 1]) != (byte) (key[1] - key[0])) {
                return false;
            }
        }
        return true;
    }

    private static long different(byte[] key) {
        return new String(key, ISO_8859_1).chars().distinct().count();
    }
}
