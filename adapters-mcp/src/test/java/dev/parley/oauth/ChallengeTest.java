package dev.parley.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChallengeTest {

    private static final String METADATA = "https://a.example/.well-known/x";

    @Test
    void readsWhatAServerAsksFor() {
        Challenge challenge =
                of(
                        "Bearer error=\"insufficient_scope\", scope=\"files:read files:write\","
                                + " resource_metadata=\"https://a.example/.well-known/x\","
                                + " error_description=\"more, \\\"please\\\"\"");

        assertThat(challenge.error()).isEqualTo("insufficient_scope");
        assertThat(challenge.scopes()).isEqualTo(Set.of("files:read", "files:write"));
        assertThat(challenge.resourceMetadata()).isEqualTo(METADATA);
        assertThat(challenge.asksForMoreScopes()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer resource_metadata=\"https://a.example/.well-known/x\"",
                "bearer resource_metadata=\"https://a.example/.well-known/x\"",
                "BEARER  Resource_Metadata = \"https://a.example/.well-known/x\" ",
                ", ,Bearer realm=x,, resource_metadata=\"https://a.example/.well-known/x\",",
                "Basic realm=\"a, b\", Bearer resource_metadata=\"https://a.example/.well-known/x\"",
                "Negotiate, Bearer resource_metadata=\"https://a.example/.well-known/x\"",
                "Negotiate abc==, Bearer resource_metadata=\"https://a.example/.well-known/x\"",
                "Bearer resource_metadata=\"https://a.example/.well-known/x\", Basic realm=\"x\"",
                "Digest a=b, c=\"d, Bearer e=f\", Bearer"
                        + " resource_metadata=\"https://a.example/.well-known/x\"",
                "Bearer resource_metadata=\"https:\\/\\/a.example/.well-known/x\"",
            })
    void findsTheBearerChallengeAmongOthers(String value) {
        assertThat(of(value).resourceMetadata()).isEqualTo(METADATA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "Bearer",
                "Bearer ",
                "Bearer abc==",
                "Basic realm=\"x\"",
                "=",
                "Bearer =\"x\"",
                "Bearer scope",
                "Bearer scope=",
                "Bearer scope=\"read",
                "Bearer scope=\"read\\",
                "Bearer scope=\"read\\\"",
                "Bearer scope=\"read\" error=\"x\"",
                "Bearer scope=\"read\"x",
                "Bearer scope=\"read\", scope=\"write\"",
                "Bearer scope=\"read\", SCOPE=\"write\"",
                "Bearer scope=\"re\u0000ad\"",
                "Bearer scope=\"re\nad\"",
                "Bearer scope=read;error=x",
                "Bearer scope==read",
                "Bearer/scope=\"read\"",
                "\"Bearer\" scope=\"read\"",
                "Bearer scope=\"read\", (error)",
                "Bëarer scope=\"read\"",
            })
    void whatBreaksTheRulesSaysNothing(String value) {
        assertThat(of(value)).isEqualTo(Challenge.NONE);
    }

    @Test
    void aBrokenFieldDoesNotHideTheNextOne() {
        Challenge challenge =
                Challenge.of(List.of("Bearer scope=\"read", "Bearer scope=\"write\""));

        assertThat(challenge.scopes()).containsExactly("write");
    }

    @Test
    void namesWithOddCharactersAreNoScopes() {
        assertThat(of("Bearer scope=\"a  b\tc \\\"d é e\\\\f g\"").scopes())
                .isEqualTo(Set.of("a", "g"));
    }

    @Test
    void whatIsLongerThanAnySaneChallengeSaysNothing() {
        String scope = "Bearer scope=\"" + "x".repeat(ChallengeParser.LENGTH_MAX) + "\"";
        String many = "Basic, ".repeat(17) + "Bearer scope=read";
        String parameters =
                Stream.iterate(0, i -> i + 1)
                        .limit(100)
                        .map(i -> "p" + i + "=x")
                        .collect(Collectors.joining(", ", "Bearer scope=read, ", ""));

        assertThat(List.of(of(scope), of(many), of(parameters))).containsOnly(Challenge.NONE);
    }

    @Test
    void aServerThatNamesScopesButNoErrorStillAsksForThem() {
        assertThat(of("Bearer scope=\"read write\"").asksForMoreScopes()).isTrue();
        assertThat(of("Bearer error=\"invalid_token\", scope=\"read\"").asksForMoreScopes())
                .isFalse();
        assertThat(Challenge.NONE.asksForMoreScopes()).isFalse();
    }

    @Test
    void anyTextIsReadOrRefusedInTime() {
        Random random = new Random(20_261_126);
        String alphabet = "Bearer scope=\",\\ \t=read\u0000é~/+Basic";
        int read = 0;

        for (int i = 0; i < 10_000; i++) {
            String value =
                    random.ints(random.nextInt(60), 0, alphabet.length())
                            .mapToObj(at -> String.valueOf(alphabet.charAt(at)))
                            .collect(Collectors.joining());
            Challenge challenge = of((i % 2 == 0 ? "Bearer scope=read" : "") + value);
            read += challenge.equals(Challenge.NONE) ? 0 : 1;
            assertThat(challenge.scopes()).allMatch(Challenge::isScope);
        }

        assertThat(read).isPositive();
    }

    private static Challenge of(String value) {
        return Challenge.of(List.of(value));
    }
}
