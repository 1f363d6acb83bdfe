package dev.parley.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class Sha256Test {

    /** FIPS 180-4, the example of one block. */
    @Test
    void hashesAsTheStandardSays() {
        assertThat(HexFormat.of().formatHex(Sha256.of("abc".getBytes(UTF_8))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.base64("abc")).isEqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        assertThat(Secret.of("abc").hash()).isEqualTo(Sha256.base64("abc"));
    }

    @Test
    void listsThatReadTheSameJoinedHaveHashesOfTheirOwn() {
        assertThat(Sha256.base64(List.of("ab", "c")))
                .isNotEqualTo(Sha256.base64(List.of("a", "bc")));
        assertThat(Sha256.base64(List.of("1 a"))).isNotEqualTo(Sha256.base64(List.of("a")));
    }
}
