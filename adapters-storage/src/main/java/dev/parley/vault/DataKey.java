package dev.parley.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key that seals the values of one owner. A sealed value reads {@code
 * pv1:master-key-id:data-key-id:base64}: the format, the generation it was sealed under, then
 * nonce, cipher text and tag. Safe for use by many threads.
 */
final class DataKey {

    /** The version of the format, first in every sealed value. */
    static final String FORMAT = "pv1";

    private static final Pattern SEALED =
            Pattern.compile(FORMAT + ":([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]{1,32}):(\\S+)");

    private final WrappedKey wrapped;
    private final Aead aead;

    DataKey(WrappedKey wrapped, byte[] key) {
        this.wrapped = wrapped;
        this.aead = Aes.of(key);
    }

    /** The key as it may be stored. */
    WrappedKey wrapped() {
        return wrapped;
    }

    /** Seals {@code text} for {@code place}; twice the same gives two different values. */
    String seal(Place place, String text) {
        try {
            return header() + encode(aead.encrypt(text.getBytes(UTF_8), associated(place)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal", e);
        }
    }

    /**
     * The text that was sealed for {@code place} under this key.
     *
     * @throws VaultException when {@code sealed} is anything else
     */
    String open(Place place, String sealed) throws VaultException {
        Matcher matcher = SEALED.matcher(sealed);
        if (!matcher.matches()) {
            throw new VaultException(VaultException.Kind.NOT_SEALED, "a value has no seal");
        }
        if (!matcher.group(1).equals(wrapped.masterId())
                || !matcher.group(2).equals(wrapped.id())) {
            throw mismatch();
        }
        try {
            return new String(aead.decrypt(decode(matcher.group(3)), associated(place)), UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw mismatch();
        }
    }

    private String header() {
        return FORMAT + ":" + wrapped.masterId() + ":" + wrapped.id() + ":";
    }

    private byte[] associated(Place place) {
        return place.bytes(FORMAT, wrapped.masterId(), wrapped.id());
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Only what {@link #encode} gives: of the spellings of some bytes, one. */
    static byte[] decode(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (!encode(bytes).equals(text)) {
            throw new IllegalArgumentException("not as we would write it");
        }
        return bytes;
    }

    /** Cause-less on purpose: what a library says of a value is for nobody. */
    private static VaultException mismatch() {
        return new VaultException(
                VaultException.Kind.BINDING_MISMATCH,
                "a value was altered or does not belong where it is");
    }

    /** Never the key. */
    @Override
    public String toString() {
        return wrapped.id();
    }
}
