package dev.parley.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every secret of a whole day is where it belongs, and nowhere else. */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CanaryContract {

    /** 127.0.0.1 in a table of the kernel, as it is and as IPv6 writes it. */
    private static final String LOOPBACK = "(0{16}FFFF0000)?0100007F:[0-9A-F]{4}";

    private CanaryScenario scenario;

    abstract CanaryDatabase database();

    @BeforeAll
    void run(@TempDir Path folder) throws Exception {
        scenario = new CanaryScenario(folder, database());
        scenario.run();
    }

    @AfterAll
    void end() throws Exception {
        scenario.close();
    }

    @Test
    void everyKindOfSecretWasInUse() throws Exception {
        assertThat(scenario.canaries().kinds())
                .contains(
                        "ID token",
                        "access token",
                        "client secret",
                        "code verifier",
                        "refresh token",
                        "registration token");
        // The first came with the grant: at least one was renewed.
        assertThat(scenario.refreshTokens()).isGreaterThan(1);
        assertThat(scenario.children()).isNotEmpty();
    }

    @Test
    void c01NoSecretIsInLogs() {
        assertThat(scenario.log()).contains("TRACE org.jdbi", "signed in to protected");
        assertThat(found(scenario.log().lines().toList())).isEmpty();
    }

    @Test
    void c03LogsHoldNothingThatIsSaid() {
        List<String> said = List.of(CanaryScenario.MESSAGE, CanaryScenario.ARGUMENT);

        assertThat(scenario.log().lines().filter(it -> said.stream().anyMatch(it::contains)))
                .isEmpty();
    }

    @Test
    void s08AnswersHoldOnlyTheSecretsThatAreForTheBrowser() {
        Set<String> found = new TreeSet<>();
        for (RecordingBrowser.Part part : scenario.answers()) {
            found(List.of(part.text())).forEach(it -> found.add(it + " in " + part.name()));
        }

        assertThat(found)
                .containsExactlyInAnyOrder(
                        "state in body of GET /api/auth/login",
                        "state in location of GET /api/auth/login",
                        "flow cookie in set-cookie of GET /api/auth/login",
                        "session cookie in set-cookie of GET /api/auth/callback",
                        "API key in body of POST /api/keys");
    }

    @Test
    void v07NoSecretIsInTheDatabaseOrAnyOtherFile() {
        Map<String, String> files = scenario.files();
        Set<String> found = new TreeSet<>();
        files.forEach(
                (name, text) -> found(List.of(text)).forEach(it -> found.add(it + " in " + name)));

        assertThat(files.values()).anyMatch(it -> it.contains(CanaryScenario.MESSAGE));
        assertThat(found).isEmpty();
    }

    @Test
    void theModelIsToldNoSecret() {
        assertThat(scenario.modelRequests()).anyMatch(it -> it.contains(CanaryScenario.MESSAGE));
        assertThat(found(scenario.modelRequests())).isEmpty();
    }

    @Test
    void c06NoSecretIsInTheArgumentsOfAProcess() {
        assertThat(scenario.commandLine()).contains("parley.jar");
        assertThat(found(List.of(scenario.commandLine()))).isEmpty();
        assertThat(scenario.children()).anyMatch(it -> it.commandLine().contains("stdio"));
        assertThat(found(scenario.children().stream().map(it -> it.commandLine()).toList()))
                .isEmpty();
    }

    @Test
    void e10AChildIsGivenItsOwnSecretsOnly() {
        assertThat(found(scenario.children().stream().map(it -> it.environment()).toList()))
                .containsExactly("variable of a child");
    }

    @Test
    void h11ItListensOnOnePortOfTheLoopback() {
        assertThat(scenario.listening()).singleElement().asString().matches(LOOPBACK);
    }

    private Set<String> found(Collection<String> texts) {
        return scenario.canaries().in(texts);
    }
}
