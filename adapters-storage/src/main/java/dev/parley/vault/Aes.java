package dev.parley.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;

/**
 * Tink's AES-256-GCM: a random nonce of 96 bits for each message, made by Tink, and a tag of 128
 * bits. With random nonces one key must not seal more than 2^32 messages (NIST SP 800-38D, 8.3):
 * then the chance of a repeated nonce is still below 2^-32. A data key seals some three values
 * whenever a token is renewed; once a minute at a thousand servers, day and night, that takes 2.7
 * years, and each rotation begins anew. A master key seals one message for each owner and rotation.
 */
final class Aes {

    static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private Aes() {}

    @AccessesPartialKey
    static Aead of(byte[] key) {
        try {
            return AesGcmJce.create(
                    AesGcmKey.builder()
                            .setParameters(
                                    AesGcmParameters.builder()
                                            .setKeySizeBytes(KEY_BYTES)
                                            .setIvSizeBytes(NONCE_BYTES)
                                            .setTagSizeBytes(TAG_BYTES)
                                            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                                            .build())
                            .setKeyBytes(SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get()))
                            .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-256-GCM", e);
        }
    }
}
