package dev.parley.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.token.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Random tokens that let somebody in, and the hashes they are kept by. */
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

    /** 43 characters that tell nothing of the token; it is random, so that no salt is needed. */
    static String hash(Secret token) {
        try {
            byte[] text = token.reveal().getBytes(UTF_8);
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
