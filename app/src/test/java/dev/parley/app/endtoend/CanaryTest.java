package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that finds nothing is worth as much as what it would find. */
class CanaryTest {

    private static final String SECRET = "s3cret/of+some~length";

    private final Canary canary = Canary.of("secret", SECRET);

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "client:", "Bearer  "})
    void secretIsFoundInBase64WhateverIsAroundIt(String before) {
        byte[] text = (before + SECRET + "!?").getBytes(UTF_8);

        assertThat(canary.in(Base64.getEncoder().encodeToString(text))).isTrue();
        assertThat(canary.in(Base64.getUrlEncoder().encodeToString(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Api-Key: " + SECRET,
                "?key=s3cret%2Fof%2Bsome%7Elength&",
                "{\"key\":\"s3cret\\/of+some~length\"}"
            })
    void secretIsFoundAsItIsAndEscaped(String text) {
        assertThat(canary.in(text)).isTrue();
    }

    @Test
    void secretIsFoundInHexadecimalDigits() {
        byte[] bytes = ("." + SECRET + ".").getBytes(UTF_8);

        assertThat(canary.in(HexFormat.of().formatHex(bytes))).isTrue();
        assertThat(canary.in(HexFormat.of().withUpperCase().formatHex(bytes))).isTrue();
    }

    @Test
    void anotherTextIsNoSecret() {
        String other = SECRET.replace("some", "none");

        assertThat(canary.in(other)).isFalse();
        assertThat(canary.in(Base64.getEncoder().encodeToString(other.getBytes(UTF_8)))).isFalse();
        assertThat(canary).asString().isEqualTo("secret");
    }
}
