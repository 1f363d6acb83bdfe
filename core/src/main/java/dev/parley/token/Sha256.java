package dev.parley.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** SHA-256, which every Java has. Safe for use by many threads. */
public final class Sha256 {

    private Sha256() {}

    /** The 32 bytes. */
    public static byte[] of(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of a text in UTF-8, as 43 characters of base64url. */
    public static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(of(text.getBytes(UTF_8)));
    }

    /** Of all the texts: a length before each, so that no two lists have the same. */
    public static String base64(List<String> texts) {
        return base64(
                texts.stream().map(it -> it.length() + " " + it).collect(Collectors.joining()));
    }
}
