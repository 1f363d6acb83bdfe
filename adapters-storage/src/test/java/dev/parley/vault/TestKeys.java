package dev.parley.vault;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/** Master keys for tests. */
public final class TestKeys {

    private TestKeys() {}

    /** Fresh keys with these ids, the first being the primary, in their text form. */
    public static String text(String... ids) {
        return Arrays.stream(ids).map(TestKeys::entry).collect(Collectors.joining(","));
    }

    /** One fresh key as {@code id:base64}. */
    public static String entry(String id) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return id + ":" + Base64.getEncoder().encodeToString(key);
    }

    /** A vault on these keys. */
    public static Vault vault(String... entries) {
        return new Vault(VaultKeys.parse(String.join(",", entries)));
    }
}
