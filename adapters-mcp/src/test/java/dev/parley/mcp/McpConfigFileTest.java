package dev.parley.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.mcp.McpServerConfig.Transport;
import dev.parley.token.Secret;
import dev.parley.token.Workspace;
import dev.parley.tool.ToolPolicy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class McpConfigFileTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("KEY", "s3cr3t$1", "EMPTY", "");

    @Test
    void theFileOfAnotherHostIsRead() {
        List<McpServerConfig> configs =
                parse(
                        """
                        {"mcpServers": {
                          "files": {"command": "npx", "args": ["-y", "server-files", "/tmp"],
                                    "env": {"TOKEN": "a ${KEY} b", "NONE": ""}, "cwd": "/srv"},
                          "web": {"type": "streamable-http", "url": "https://example.com/mcp?a=b",
                                  "headers": {"Authorization": "Bearer ${KEY}"}},
                          "old": {"type": "sse", "url": "http://localhost:3001/sse"},
                          "bare": {"url": "https://example.com"}
                        }}
                        """);

        assertThat(configs)
                .extracting(McpServerConfig::name)
                .containsExactly("files", "web", "old", "bare");
        assertThat(configs)
                .extracting(McpServerConfig::transport)
                .containsExactly(
                        new Transport.Stdio(
                                "npx",
                                List.of("-y", "server-files", "/tmp"),
                                Map.of("TOKEN", "a s3cr3t$1 b", "NONE", ""),
                                Path.of("/srv")),
                        new Transport.Http(
                                URI.create("https://example.com/mcp?a=b"),
                                Map.of("Authorization", Secret.of("Bearer s3cr3t$1"))),
                        new Transport.Sse(URI.create("http://localhost:3001/sse"), Map.of()),
                        new Transport.Http(URI.create("https://example.com/"), Map.of()));
    }

    @Test
    void rulesAndTimeoutAreRead() {
        List<McpServerConfig> configs =
                parse(
                        """
                        {"mcpServers": {"a": {"command": "x", "trusted": true, "allow": ["get_*"],
                          "ask": ["put"], "deny": ["rm", "mv"], "timeout": 7},
                          "b": {"command": "x"}}}
                        """);

        assertThat(configs.get(0).rules())
                .isEqualTo(
                        new ToolPolicy.Rules(
                                true, List.of("get_*"), List.of("put"), List.of("rm", "mv")));
        assertThat(configs.get(0).timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(configs.get(1).rules()).isEqualTo(ToolPolicy.Rules.NONE);
        assertThat(configs.get(1).timeout()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void whatAnAdministratorKnowsOfAnAuthorizationServerIsRead() {
        List<McpServerConfig> configs =
                parse(
                        """
                        {"mcpServers": {
                          "a": {"url": "https://a.example/mcp", "auth": {
                            "issuer": "https://sentry.io", "clientId": "parley",
                            "clientSecret": "s", "scopes": ["org:read"],
                            "scheme": "Sentry-Bearer"}},
                          "b": {"url": "https://b.example/mcp", "auth": {"clientId": "parley"}}}}
                        """);

        assertThat(configs.get(0).authorization())
                .isEqualTo(
                        new Authorization.OAuth(
                                "https://sentry.io",
                                "parley",
                                Secret.of("s"),
                                Set.of("org:read"),
                                "Sentry-Bearer"));
        assertThat(configs.get(1).authorization())
                .isEqualTo(new Authorization.OAuth("", "parley", null, Set.of(), "Bearer"));
    }

    @Test
    void aSchemeIsOneWord() {
        for (String scheme : List.of("", "Bearer x", "B:", "B\\nX", "B".repeat(41))) {
            assertThat(
                            problems(
                                    "{\"mcpServers\": {\"a\": {\"url\": \"https://a.example/mcp\","
                                            + " \"auth\": {\"scheme\": \""
                                            + scheme
                                            + "\"}}}}"))
                    .singleElement()
                    .asString()
                    .contains("scheme");
        }
    }

    @Test
    void aMissingFileMeansNoServers(@TempDir Path directory) {
        assertThat(McpConfigFile.read(directory.resolve("mcp.json"), Map.of())).isEmpty();
    }

    @Test
    void problemsNameTheFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("mcp.json"), "[]");

        assertThatThrownBy(() -> McpConfigFile.read(file, Map.of()))
                .isInstanceOf(McpConfigException.class)
                .hasMessageContaining(file + " cannot be used")
                .hasMessageContaining("it must be an object, not a list");
    }

    @Test
    void malformedJsonIsNamedByLineAndColumn() {
        assertThat(problems("{\n  \"mcpServers\": {\n    \"a\": s3cr3t\n}}"))
                .singleElement()
                .asString()
                .startsWith("it is not valid JSON at line 3, column")
                .doesNotContain("s3cr3t");
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        assertThat(
                        problems(
                                """
                                {"mcpServers": {
                                  "a": {"command": "x", "url": "https://example.com/mcp"},
                                  "b": {"comand": "x"},
                                  "c": {"command": ["x"], "args": "y", "trusted": "yes"},
                                  "d": 3
                                }}
                                """))
                .containsExactly(
                        "mcpServers.a has both command and url: keep one of them",
                        "mcpServers.b.comand is not a known field: did you mean command?",
                        "mcpServers.b has neither command nor url: add one of them",
                        "mcpServers.c.trusted must be true or false, not a string",
                        "mcpServers.c.args must be a list of strings, not a string",
                        "mcpServers.c.command must be a string, not a list",
                        "mcpServers.d must be an object, not a number",
                        "mcpServers.d has neither command nor url: add one of them");
    }

    @Test
    void aNameOrKeyThatIsThereTwiceIsNamedWithItsPlace() {
        assertThat(
                        problems(
                                """
                                {"mcpServers": {
                                  "a": {"command": "x", "env": {"A": "1", "A": "2"}},
                                  "a": {"command": "y"}
                                }}
                                """))
                .satisfiesExactly(
                        first ->
                                assertThat(first)
                                        .startsWith("mcpServers.a.env.A is there twice")
                                        .contains("line 2"),
                        second ->
                                assertThat(second)
                                        .startsWith("mcpServers.a is there twice")
                                        .contains("line 3"));
    }

    @Test
    void aMissingVariableIsNamed() {
        assertThat(
                        problems(
                                """
                                {"mcpServers": {"a": {"command": "x", "env": {"T": "${NOPE}"}}}}
                                """))
                .containsExactly(
                        "mcpServers.a.env.T uses ${NOPE}, which is not set: set that environment"
                                + " variable");
    }

    @Test
    void e08VariablesDoNotDecideWhatIsRun() {
        List<McpServerConfig> configs =
                parse(
                        "{\"mcpServers\": {\"a\": {\"command\": \"${KEY}\", \"args\": [\"${KEY}\"]}}}");

        assertThat(configs.getFirst().transport())
                .isEqualTo(new Transport.Stdio("${KEY}", List.of("${KEY}"), Map.of(), Path.of("")));
    }

    @ParameterizedTest
    @CsvSource({
        "./server, must be a name to find in the PATH or an absolute path",
        "bin/server, must be a name to find in the PATH or an absolute path",
        "../server, must be a name to find in the PATH or an absolute path",
        "a\\u0000b, is no path of a program",
        "' ', is empty: name a program",
    })
    void e09ACommandThatDependsOnTheDirectoryIsAProblem(String command, String problem) {
        assertThat(problems("{\"mcpServers\": {\"a\": {\"command\": \"" + command + "\"}}}"))
                .containsExactly("mcpServers.a.command " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"npx", "/usr/bin/node", "my-server.sh"})
    void e09ACommandIsANameOrAnAbsolutePath(String command) {
        assertThat(parse("{\"mcpServers\": {\"a\": {\"command\": \"" + command + "\"}}}"))
                .extracting(McpServerConfig::transport)
                .containsExactly(new Transport.Stdio(command, List.of(), Map.of(), Path.of("")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com/mcp",
                "example.com/mcp",
                "https://",
                "https://exa mple.com/s3cr3t",
                "https://ann:s3cr3t@example.com/mcp",
                "https://example.com/mcp#s3cr3t"
            })
    void aBadUrlIsAProblemThatDoesNotQuoteIt(String url) {
        assertThat(problems("{\"mcpServers\": {\"a\": {\"url\": \"" + url + "\"}}}"))
                .singleElement()
                .asString()
                .startsWith("mcpServers.a.url ")
                .doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @CsvSource({
        "Mcp-Session-Id, x, is set by Parley itself",
        "'Bad Name', x, is no name of an HTTP header",
        "X-Key, ${EMPTY}, is empty",
        "X-Key, s3cr3té, must be of printable ASCII",
    })
    void aBadHeaderIsAProblemThatDoesNotQuoteItsValue(String name, String value, String problem) {
        String json =
                "{\"mcpServers\": {\"a\": {\"url\": \"https://example.com/\", \"headers\": {\""
                        + name
                        + "\": \""
                        + value
                        + "\"}}}}";

        assertThat(problems(json))
                .singleElement()
                .asString()
                .contains("mcpServers.a.headers." + name + " " + problem)
                .doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "1.5", "\"5\"", "null"})
    void aTimeoutOutOfBoundsIsAProblem(String timeout) {
        assertThat(
                        problems(
                                "{\"mcpServers\": {\"a\": {\"command\": \"x\", \"timeout\": "
                                        + timeout
                                        + "}}}"))
                .singleElement()
                .asString()
                .startsWith("mcpServers.a.timeout must be");
    }

    @Test
    void fieldsOfTheOtherKindOfServerAreProblems() {
        assertThat(
                        problems(
                                """
                                {"mcpServers": {
                                  "a": {"url": "https://example.com/", "args": [], "type": "stdio"},
                                  "b": {"command": "x", "headers": {}, "type": "http"}
                                }}
                                """))
                .hasSize(4);
    }

    @Test
    void secretsDoNotPrint() {
        assertThat(
                        parse(
                                """
                                {"mcpServers": {
                                  "a": {"command": "x", "env": {"T": "${KEY}"}},
                                  "b": {"url": "https://example.com/", "headers": {"T": "${KEY}"}}
                                }}
                                """))
                .asString()
                .doesNotContain("s3cr3t")
                .contains("***");
    }

    private static List<McpServerConfig> parse(String json) {
        return McpConfigFile.parse("mcp.json", json, ENVIRONMENT);
    }

    @Test
    void t06AServerMayBeForOrganizationsAndHaveAnAddressForEach() {
        McpServerConfig config =
                McpConfigFile.parse(
                                "mcp.json",
                                "{\"mcpServers\": {\"a\": {\"url\":"
                                        + " \"https://example.com/{organization}/x/{project}\","
                                        + " \"organizations\": [\"acme\", \"globex\"]}}}",
                                Map.of())
                        .getFirst();

        assertThat(config.organizations()).containsExactlyInAnyOrder("acme", "globex");
        assertThat(config.usesWorkspace()).isTrue();
        assertThat(config.in(new Workspace("acme", "shop-1")).transport())
                .isEqualTo(
                        new McpServerConfig.Transport.Http(
                                URI.create("https://example.com/acme/x/shop-1"), Map.of()));
        assertThat(config.fits(new Workspace("acme", ""))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://{organization}.example.com/mcp",
                "https://example.com/mcp?o={organization}",
                "https://example.com/{other}/mcp",
                "{organization}://example.com/mcp",
            })
    void t06PlaceholdersStandInThePathOnly(String url) {
        assertThat(problems("{\"mcpServers\": {\"a\": {\"url\": \"" + url + "\"}}}"))
                .singleElement()
                .asString()
                .startsWith("mcpServers.a.url ");
    }

    @Test
    void t06OrganizationsAreSlugsAndAnEmptyListIsAsked() {
        assertThat(
                        problems(
                                "{\"mcpServers\": {\"a\": {\"url\": \"https://example.com/\","
                                        + " \"organizations\": [\"../other\"]}, \"b\": {\"url\":"
                                        + " \"https://example.com/\", \"organizations\": []}}}"))
                .containsExactly(
                        "mcpServers.a.organizations must hold slugs such as acme-corp (a-z, 0-9, _"
                                + " and -), not ../other",
                        "mcpServers.b.organizations is empty: name one, or remove it to let"
                                + " everyone in");
    }

    private static List<String> problems(String json) {
        return catchThrowableOfType(McpConfigException.class, () -> parse(json)).problems();
    }
}
