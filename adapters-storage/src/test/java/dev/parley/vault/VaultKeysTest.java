package dev.parley.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VaultKeysTest {

    private static final String RANDOM = "3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWF/4j5Vk=";

    @Test
    void theFirstKeyIsThePrimary() {
        VaultKeys keys = VaultKeys.parse(TestKeys.text("new", "old") + "," + "k_3-x:" + RANDOM);

        assertThat(keys.primaryId()).isEqualTo("new");
        assertThat(keys.ids()).containsExactly("new", "old", "k_3-x");
    }

    @Test
    void spacesAroundAKeyDoNotMatter() {
        VaultKeys keys = VaultKeys.parse(" " + TestKeys.entry("a") + " , " + TestKeys.entry("b"));

        assertThat(keys.ids()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                RANDOM,
                ":" + RANDOM,
                "a b:" + RANDOM,
                "ü:" + RANDOM,
                "a23456789a23456789a23456789a23456:" + RANDOM,
                "k1:" + RANDOM + ",",
                "k1:not base64!",
                "k1:"
            })
    void v06MalformedKeysAreRefused(String text) {
        assertRefused(text);
    }

    @Test
    void v06ShortAndLongKeysAreRefused() {
        byte[] key = Base64.getDecoder().decode(RANDOM);
        for (int length : new int[] {1, 16, 24, 31, 33, 64}) {
            assertThat(refusal(encoded(Arrays.copyOf(key, length))))
                    .contains("k1", "" + length, "32 bytes");
        }
    }

    @Test
    void v06ConstantKeysAreRefused() {
        for (int value = 0; value < 256; value++) {
            byte[] key = new byte[32];
            Arrays.fill(key, (byte) value);
            assertThat(refusal(encoded(key))).contains("not random");
        }
    }

    @Test
    void v06KeysMadeByHandAreRefused() {
        byte[] counting = new byte[32];
        byte[] repeating = new byte[32];
        for (int i = 0; i < 32; i++) {
            counting[i] = (byte) (i * 3);
            repeating[i] = (byte) (i % 8 * 37);
        }

        assertThat(refusal(encoded(counting))).contains("not random");
        assertThat(refusal(encoded(repeating))).contains("not random");
        assertThat(refusal(encoded("correct horse battery staple 1!!".getBytes(UTF_8))))
                .contains("not random");
    }

    @Test
    void v06TheSampleOfTheDocumentationIsRefused() {
        assertThat(refusal("k1:" + KeyQuality.SAMPLE)).contains("sample");
    }

    @Test
    void v06TheSampleIsTheOneThatTheDocumentationShows() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "vault.md")))
                .contains("`k1:" + KeyQuality.SAMPLE + "`");
    }

    @Test
    void v06TwoKeysWithOneIdAndOneKeyWithTwoIdsAreRefused() {
        String one = TestKeys.entry("k1");

        assertThat(refusal(one + "," + TestKeys.entry("k1"))).contains("two keys", "k1");
        assertThat(refusal(one + ",k2:" + one.substring(3))).contains("k1", "k2", "the same");
    }

    @Test
    void v06TooManyKeysAreRefused() {
        String[] ids = new String[17];
        Arrays.setAll(ids, i -> "k" + i);

        assertRefused(TestKeys.text(ids));
    }

    @Test
    void goodKeysAreTakenAThousandTimes() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(VaultKeys.parse(TestKeys.text("k1")).ids()).containsExactly("k1");
        }
    }

    @Test
    void v09KeysDoNotPrint() {
        String entry = TestKeys.entry("k1");
        VaultKeys keys = VaultKeys.parse(entry);

        assertThat(keys.toString()).isEqualTo("[k1]");
        assertThat(keys.primary().toString()).doesNotContain(entry.substring(3));
    }

    private static String encoded(byte[] key) {
        return "k1:" + Base64.getEncoder().encodeToString(key);
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> VaultKeys.parse(text)).isInstanceOf(VaultKeysException.class);
    }

    /** Why the keys are refused, in one line that does not show them. */
    private static String refusal(String text) {
        try {
            VaultKeys.parse(text);
        } catch (VaultKeysException e) {
            String message = String.valueOf(e.getMessage());
            for (String entry : text.split(",", -1)) {
                assertThat(message).doesNotContain(entry.substring(entry.indexOf(':') + 1));
            }
            assertThat(message.lines()).hasSize(1);
            return message;
        }
        throw new AssertionError("taken");
    }
}
