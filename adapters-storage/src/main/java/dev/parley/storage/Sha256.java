package dev.parley.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** The hash under which a row is found whose key is secret, too long for an index, or several. */
final class Sha256 {

    private Sha256() {}

    /** Of all the texts: a length before each, so that no two lists have the same. */
    static String of(List<String> texts) {
        return of(texts.stream().map(it -> it.length() + " " + it).collect(Collectors.joining()));
    }

    /** In 43 characters of base64url. */
    static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
