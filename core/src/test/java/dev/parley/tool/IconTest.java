package dev.parley.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IconTest {

    private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a00");

    @Test
    void e14PicturesThatComeWithTheirBytesAreKept() {
        Map<String, byte[]> files =
                Map.of(
                        "png", PNG,
                        "jpeg", HexFormat.of().parseHex("ffd8ffe0"),
                        "gif", "GIF89a".getBytes(StandardCharsets.US_ASCII),
                        "webp", "RIFF....WEBPVP8 ".getBytes(StandardCharsets.US_ASCII));

        files.forEach((type, bytes) -> assertThat(Icon.of(uri(type, bytes))).as(type).isPresent());
    }

    @Test
    void e14OtherBytesThanTheTypeSaysAreNoPicture() {
        assertThat(Icon.of(uri("jpeg", PNG))).isEmpty();
        assertThat(Icon.of(uri("png", "<svg/>".getBytes(StandardCharsets.US_ASCII)))).isEmpty();
        assertThat(Icon.of(uri("webp", "RIFF....AVI ".getBytes(StandardCharsets.US_ASCII))))
                .isEmpty();
        assertThat(Icon.of(uri("png", new byte[0]))).isEmpty();
    }

    @Test
    void e14APictureHasAtMost64Kibibytes() {
        assertThat(Icon.of(uri("png", Arrays.copyOf(PNG, Icon.BYTES_MAX)))).isPresent();
        assertThat(Icon.of(uri("png", Arrays.copyOf(PNG, Icon.BYTES_MAX + 1)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://icons.example/a.png",
                "http://127.0.0.1/a.png",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "data:image/svg+xml;base64,PHN2Zy8+",
                "data:text/html;base64,PGI+",
                "data:image/png,iVBORw0KGgo",
                "data:image/png;base64,not base64",
            })
    void e14WhatWouldBeFetchedOrRunIsNoIcon(String uri) {
        assertThat(Icon.of(uri)).isEmpty();
    }

    private static String uri(String type, byte[] bytes) {
        return "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }
}
