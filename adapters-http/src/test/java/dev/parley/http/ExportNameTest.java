package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What broke?|attachment; filename=\"what-broke-2026-11-01.md\"",
                "../../etc/passwd|attachment; filename=\"etc-passwd-2026-11-01.md\"",
                "'a\"; filename=\"b.exe'|attachment; filename=\"a-filename-b-exe-2026-11-01.md\"",
                "CON|attachment; filename=\"con-2026-11-01.md\"",
                "...|attachment; filename=\"conversation-2026-11-01.md\"",
                "Café|attachment; filename=\"cafe-2026-11-01.md\";"
                        + " filename*=UTF-8''caf%C3%A9-2026-11-01.md",
                "茶|attachment; filename=\"conversation-2026-11-01.md\";"
                        + " filename*=UTF-8''%E8%8C%B6-2026-11-01.md"
            })
    void namesAreSafeWhateverTheTitle(String title, String expected) {
        assertThat(ExportName.attachment(title, Instant.parse("2026-11-01T10:00:00Z"), "md"))
                .isEqualTo(expected);
    }
}
