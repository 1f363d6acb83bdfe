package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a child process is started with, as it tells itself and as its system shows it. */
@Timeout(30)
final class ChildProgramTest {

    /** What a shell, or a template, would make something else of. */
    private static final List<String> ODD =
            List.of(
                    "$(touch pwned)",
                    "`touch pwned`",
                    "; touch pwned",
                    "&& touch pwned",
                    "| tee pwned",
                    "> pwned",
                    "a  b",
                    "",
                    "\"'\\",
                    "*",
                    "~",
                    "${HOME}",
                    "%PATH%",
                    "{organization}",
                    "--",
                    "line\nend");

    /** The variables of Parley's own that hold secrets; see the build file. */
    private static final List<String> SECRET =
            List.of("PARLEY_VAULT_KEYS", "PARLEY_DATABASE_URL", "OPENAI_API_KEY");

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;
    private McpServers servers = Calls.servers();

    @AfterEach
    void close() {
        servers.close();
    }

    private McpServer witness(String command, List<String> arguments, Map<String, String> own) {
        List<String> all = new ArrayList<>();
        all.add(NodeServers.DIRECTORY.toAbsolutePath().resolve("witness.mjs").toString());
        all.addAll(arguments);
        servers =
                Calls.servers(
                        Calls.config(
                                "witness",
                                new McpServerConfig.Transport.Stdio(command, all, own, folder)));
        return servers.all().getFirst();
    }

    private static JsonNode start(McpServer server, Principal principal, String argumentsJson)
            throws IOException {
        return JSON.readTree(
                text(
                        call(
                                server,
                                principal,
                                "start",
                                argumentsJson,
                                RecordingContext.within(Duration.ofSeconds(20)))));
    }

    @Test
    void e08e09ArgumentsArriveAsTheyStandInTheSettingsAndNoShellReadsThem() throws Exception {
        Principal elsewhere = ANN.in(new Workspace("acme", "shop"));

        JsonNode start = start(witness("node", ODD, Map.of()), elsewhere, "{}");

        assertThat(JSON.convertValue(start.get("argv"), String[].class)).containsExactly(odd());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void e09ArgumentsOfToolsTravelOnStandardInputAlone() throws Exception {
        McpServer server = witness("node", List.of(), Map.of());
        RecordingContext context = RecordingContext.within(Duration.ofSeconds(20));
        String arguments = "{\"text\": \"m4rker; touch pwned\"}";

        Calls.Running running = Calls.start(server, "wait", arguments, context);
        context.awaitProgress();
        String pid = context.steps().getFirst().message();
        String shown = shown(pid, "cmdline") + shown(pid, "environ");
        List<String> all = ProcessHandle.current().descendants().map(this::commandLine).toList();
        running.thread().interrupt();
        running.failure();
        JsonNode start = start(server, ANN, arguments);

        // The same process, which was shown to us and did get the arguments.
        assertThat(start.get("pid").asText()).isEqualTo(pid);
        assertThat(start.at("/brought/text").asText()).isEqualTo("m4rker; touch pwned");
        assertThat(shown).contains("witness.mjs", "PATH=").doesNotContain("m4rker");
        assertThat(all).isNotEmpty().noneMatch(it -> it.contains("m4rker"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void e09ANameIsLookedForInParleysOwnPathOnly() throws Exception {
        Path impostor = folder.resolve("node");
        Files.writeString(impostor, "#!/bin/sh\ntouch pwned\n");
        Files.setPosixFilePermissions(impostor, PosixFilePermissions.fromString("rwxr-xr-x"));

        JsonNode start =
                start(witness("node", List.of(), Map.of("PATH", folder.toString())), ANN, "{}");

        assertThat(start.at("/environment/PATH").asText()).isEqualTo(folder.toString());
        assertThat(folder.resolve("pwned")).doesNotExist();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void e10AChildGetsNothingOfParleysEnvironmentButAFewHarmlessNames() throws Exception {
        Map<String, String> parent = System.getenv();
        assertThat(parent).containsKeys(SECRET.toArray(String[]::new));

        JsonNode start =
                start(witness("node", List.of(), Map.of("OWN_KEY", "own value")), ANN, "{}");

        Map<String, String> child = new HashMap<>();
        start.get("environment")
                .properties()
                .forEach(it -> child.put(it.getKey(), it.getValue().asText()));
        Set<String> inherited = new HashSet<>(child.keySet());
        inherited.retainAll(parent.keySet());
        assertThat(ChildProcess.INHERITED)
                .containsAll(inherited)
                .doesNotContainAnyElementsOf(SECRET);
        assertThat(child).containsEntry("OWN_KEY", "own value").containsKey("PATH");
        assertThat(child.toString()).doesNotContain("must-not-leak");
        // As the kernel has it, too: a program may hide what it was given.
        if (OS.LINUX.isCurrentOs()) {
            assertThat(shown(start.get("pid").asText(), "environ"))
                    .contains("OWN_KEY=own value")
                    .doesNotContain("must-not-leak");
        }
    }

    private static String[] odd() {
        return ODD.toArray(String[]::new);
    }

    private String commandLine(ProcessHandle process) {
        try {
            return shown(Long.toString(process.pid()), "cmdline");
        } catch (IOException e) {
            return "it has ended";
        }
    }

    private static String shown(String pid, String file) throws IOException {
        return Files.readString(Path.of("/proc", pid, file), StandardCharsets.UTF_8);
    }
}
