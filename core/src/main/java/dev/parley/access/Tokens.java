package dev.parley.access;

import dev.parley.token.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/** Random tokens that let somebody in; they are kept by their hashes only. */
final class Tokens {

    private static final int SIZE_BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random = new SecureRandom();

    /** A new token: {@code prefix} and 43 characters that hold 256 random bits. */
    Secret next(String prefix) {
        byte[] bytes = new byte[SIZE_BYTES];
        random.nextBytes(bytes);
        return Secret.of(prefix + BASE64.encodeToString(bytes));
    }
}
