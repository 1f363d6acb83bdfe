package dev.parley.turn;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Ids of 128 random bits as 22 characters of URL-safe Base64. Safe for use by many threads. */
public final class RandomIds implements Supplier<String> {

    private static final int SIZE_BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    @Override
    public String get() {
        byte[] bytes = new byte[SIZE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
