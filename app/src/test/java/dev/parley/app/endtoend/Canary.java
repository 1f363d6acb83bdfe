package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A secret to be looked for where it must not be.
 *
 * @param kind what it is, for a report; never the secret itself
 * @param spellings how it may be written: as it is, escaped for JSON or a URL, in hexadecimal
 *     digits, and in Base64 at any place of what was encoded
 */
record Canary(String kind, Set<String> spellings) {

    /** What is shorter is found by chance. */
    private static final int LENGTH_MIN = 8;

    static Canary of(String kind, String secret) {
        if (secret.length() < LENGTH_MIN) {
            throw new IllegalArgumentException("too short to be looked for: the " + kind);
        }
        byte[] bytes = secret.getBytes(UTF_8);
        String hex = HexFormat.of().formatHex(bytes);
        Set<String> spellings = new LinkedHashSet<>();
        spellings.add(secret);
        spellings.add(secret.replace("/", "\\/"));
        spellings.add(URLEncoder.encode(secret, UTF_8));
        spellings.add(hex);
        spellings.add(HexFormat.of().withUpperCase().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            spellings.add(base64(Base64.getEncoder(), bytes, before));
            spellings.add(base64(Base64.getUrlEncoder(), bytes, before));
        }
        return new Canary(kind, spellings);
    }

    /** Whether it is in {@code text}, however it is written there. */
    boolean in(String text) {
        return spellings.stream().anyMatch(text::contains);
    }

    /** The digits that are of {@code bytes} alone when others are before and after them. */
    private static String base64(Base64.Encoder encoder, byte[] bytes, int before) {
        byte[] all = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, all, before, bytes.length);
        String digits = encoder.withoutPadding().encodeToString(all);
        int first = (before * 8 + 5) / 6;
        int end = all.length * 8 / 6;
        return digits.substring(first, end);
    }

    /** Its kind: the secret is not even for a test's report. */
    @Override
    public String toString() {
        return kind;
    }
}
