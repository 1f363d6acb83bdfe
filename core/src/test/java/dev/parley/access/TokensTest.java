package dev.parley.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.Secret;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TokensTest {

    private final Tokens tokens = new Tokens();

    @Test
    void s01TenThousandTokensAreLongEnoughAndNoTwoAreTheSame() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String token = tokens.next("").reveal();
            assertThat(token).hasSizeGreaterThanOrEqualTo(43).matches("[A-Za-z0-9_-]+");
            seen.add(token);
        }

        assertThat(seen).hasSize(10_000);
    }

    /** Each bit of 256 is set in about half of 10,000 tokens: 6 sigma are 300. */
    @Test
    void s01EveryBitOfATokenIsRandom() {
        int[] set = new int[256];
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = Base64.getUrlDecoder().decode(tokens.next("").reveal());
            for (int bit = 0; bit < set.length; bit++) {
                set[bit] += bytes[bit / 8] >> bit % 8 & 1;
            }
        }

        for (int count : set) {
            assertThat(count).isBetween(4_700, 5_300);
        }
    }

    @Test
    void aTokenBeginsWithItsPrefix() {
        assertThat(tokens.next("parley_").reveal()).matches("parley_[A-Za-z0-9_-]{43}");
    }

    @Test
    void theHashIsAlwaysTheSameAndNotTheToken() {
        assertThat(Secret.of("abc").hash())
                .isEqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
        Secret token = tokens.next("");
        assertThat(token.hash()).hasSize(43).isNotEqualTo(token.reveal());
    }
}
