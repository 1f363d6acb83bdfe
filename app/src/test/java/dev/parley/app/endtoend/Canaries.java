package dev.parley.app.endtoend;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The secrets that are in use, to be looked for where they must not be. For one thread. */
final class Canaries {

    private static final int SECRET_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final List<Canary> all = new ArrayList<>();

    void add(String kind, String secret) {
        all.add(Canary.of(kind, secret));
    }

    /** A new secret, in Base64. */
    String made(String kind) {
        String secret = Base64.getEncoder().encodeToString(bytes());
        add(kind, secret);
        return secret;
    }

    /** A new secret that is at home in a URL. */
    String madeForUrl(String kind) {
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
        add(kind, secret);
        return secret;
    }

    Set<String> kinds() {
        return all.stream().map(Canary::kind).collect(Collectors.toSet());
    }

    /** The kinds of those that are in any of {@code texts}, in whatever spelling. */
    Set<String> in(Collection<String> texts) {
        return all.stream()
                .filter(it -> texts.stream().anyMatch(it::in))
                .map(Canary::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private byte[] bytes() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }
}
