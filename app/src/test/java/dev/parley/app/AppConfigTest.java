package dev.parley.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.AttachmentLimits;
import dev.parley.token.Principal;
import dev.parley.turn.TurnLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppConfigTest {

    @TempDir private Path folder;

    @Test
    void withoutAnySettingItIsTheDemoOnLoopback() {
        AppConfig config = AppConfig.load("", Map.of());

        assertThat(config.model().demo()).isTrue();
        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.server().port()).isEqualTo(8080);
        assertThat(config.limits()).isEqualTo(TurnLimits.DEFAULT);
        assertThat(config.attachments()).isEqualTo(AttachmentLimits.DEFAULT);
        assertThat(config.systemPrompt()).contains("Parley");
    }

    @Test
    void environmentBeatsTheFileAndTheFileBeatsTheDefaults() throws IOException {
        String file = file("server { port = 9000 }, model { name = from-file, silenceMax = 5s }");

        AppConfig config = AppConfig.load(file, Map.of("OPENAI_MODEL", "from-environment"));

        assertThat(config.server().port()).isEqualTo(9000);
        assertThat(config.model().names()).containsExactly("from-environment");
        assertThat(config.model().silenceMax()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void furtherModelsFollowTheDefaultAndNoneComesTwice() throws IOException {
        String file = file("model { name = small, others = [large, small, huge] }");

        AppConfig config = AppConfig.load(file, Map.of("OPENAI_MODEL", "large"));

        assertThat(config.model().names()).containsExactly("large", "small", "huge");
    }

    @Test
    void aModelWithoutANameIsRefused() throws IOException {
        String file = file("model { others = [\" \"] }");

        assertThatThrownBy(() -> AppConfig.load(file, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("model.others");
    }

    @Test
    void t05OrganizationsAreReadAndTheLocalUserIsInAll() throws IOException {
        String file = file("organizations { acme = [\"https://id.example 4711\"], globex = [] }");

        ConfiguredMemberships memberships = AppConfig.load(file, Map.of()).memberships();

        assertThat(memberships.organizations(new Principal("https://id.example", "4711", "Ann")))
                .containsExactly("acme");
        assertThat(memberships.organizations(new Principal("https://id.example", "4712", "Ben")))
                .isEmpty();
        assertThat(memberships.organizations(Principal.local()))
                .containsExactlyInAnyOrder("acme", "globex");
    }

    @Test
    void t06OrganizationsAreSlugsAndMembersHaveAnIssuer() throws IOException {
        String file = file("organizations { \"../acme\" = [], globex = [ann] }");

        assertThatThrownBy(() -> AppConfig.load(file, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("not ../acme")
                .hasMessageContaining("organizations.globex must hold members");
    }

    @Test
    void emptyVariableIsLikeNone() {
        AppConfig config =
                AppConfig.load(
                        "", Map.of("PARLEY_HOST", "", "PARLEY_PORT", "", "PARLEY_DATA_DIR", ""));

        assertThat(config).isEqualTo(AppConfig.load("", Map.of()));
    }

    @Test
    void emptyHostInTheFileIsWrong() throws IOException {
        String file = file("server.host = \"\"");

        assertThatThrownBy(() -> AppConfig.load(file, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("server.host");
    }

    @Test
    void everythingWrongIsSaidAtOnce() throws IOException {
        String file =
                file(
                        """
                        server.port = 99999
                        model { api = smoke-signals, silenceMax = soon }
                        limits.steps = 0
                        typo.here = 1
                        """);

        assertThatThrownBy(
                        () ->
                                AppConfig.load(
                                        file,
                                        Map.of(
                                                "PARLEY_HOST", "0.0.0.0",
                                                "PARLEY_PUBLIC_URL", "parley.example",
                                                "OPENAI_BASE_URL", "not a url")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(
                        "9 wrong settings",
                        "server.port must be from 0 to 65535, not 99999",
                        "smoke-signals",
                        "silenceMax",
                        "limits.steps",
                        "there is no setting typo.here",
                        "0.0.0.0",
                        "vault.keys",
                        "parley.example",
                        "not a url");
    }

    @Test
    void numberThatIsNoneIsNamedWithItsVariable() {
        assertThatThrownBy(() -> AppConfig.load("", Map.of("PARLEY_PORT", "eighty")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("server.port");
    }

    @Test
    void fileThatIsNamedMustExistAndBeReadable() throws IOException {
        String missing = folder.resolve("missing.conf").toString();
        String broken = file("server {");

        assertThatThrownBy(() -> AppConfig.load(missing, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("missing.conf");
        assertThatThrownBy(() -> AppConfig.load(broken, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("parley.conf");
    }

    @Test
    void keyIsInNoText() {
        AppConfig config = AppConfig.load("", Map.of("OPENAI_API_KEY", "sk-canary"));

        assertThat(config.model().demo()).isFalse();
        assertThat(config.toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k1:",
                "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "k1://///////////////////////////////////////w==",
                "k1:3q2+7wABAgMEBQYHCAkKCw==",
                "k1:3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWF/4j5Vk=,k1:AAAA",
                "my key:3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWF/4j5Vk=",
                "3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWF/4j5Vk=",
                "k1:uV0Q6pXk2Jt7mZr4yB9cNf3sHgEwLx8aTdKoRi1MvPY="
            })
    void v06KeysThatMustNotBeUsedAreRefusedWithoutShowingThem(String keys) {
        assertThatThrownBy(() -> AppConfig.load("", Map.of("PARLEY_VAULT_KEYS", keys)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PARLEY_VAULT_KEYS")
                .hasMessageNotContaining("3q2")
                .hasMessageNotContaining("AAAA")
                .hasMessageNotContaining("///")
                .hasMessageNotContaining("uV0Q6");
    }

    @Test
    void v06WithoutKeysAServerThatOthersReachIsRefused() {
        assertThatThrownBy(() -> AppConfig.load("", Map.of("PARLEY_HOST", "0.0.0.0")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PARLEY_VAULT_KEYS");
    }

    @Test
    void v06WithoutKeysAReplicaIsRefused() {
        assertThatThrownBy(
                        () ->
                                AppConfig.load(
                                        "",
                                        Map.of(
                                                "PARLEY_DATABASE_URL",
                                                "jdbc:postgresql://localhost/parley")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PARLEY_VAULT_KEYS");
    }

    @Test
    void v06VaultKeysAreInNoText() {
        String key = "3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWF/4j5Vk=";

        AppConfig config = AppConfig.load("", Map.of("PARLEY_VAULT_KEYS", "k1:" + key));

        assertThat(config.vault().keyFile()).isFalse();
        assertThat(config.toString()).doesNotContain("3q2", key);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("parley.conf"), text).toString();
    }
}
