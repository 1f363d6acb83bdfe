package dev.parley.app.endtoend;

import static dev.parley.app.endtoend.ModelEndpoint.call;
import static dev.parley.app.endtoend.ModelEndpoint.finish;
import static dev.parley.app.endtoend.ModelEndpoint.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.app.oauth.ProviderProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A person's whole day with the packaged program, all of whose libraries say whatever they can:
 * signing in at a real provider, connecting a server, turns, renewals, an API key, failures of
 * every kind, and signing out. Keeps what came out of it. For one thread.
 */
final class CanaryScenario implements AutoCloseable {

    /** What somebody writes is not a secret, but nothing of a log either. */
    static final String MESSAGE = "What the person wrote to the model";

    /** What a tool is asked and answers. */
    static final String ARGUMENT = "What the model wrote to the tool";

    private static final Path CHILD =
            Path.of("../adapters-mcp/target/npm/node_modules/@modelcontextprotocol")
                    .resolve("server-everything/dist/index.js")
                    .toAbsolutePath()
                    .normalize();
    private static final String WANTED = "protected__whoami";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HEADER_BYTES_TOO_MANY = 20_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a process can be seen to be by others.
     *
     * @param environment what it was given, which only its user can read
     */
    record Seen(String commandLine, String environment) {}

    private final Path folder;
    private final CanaryDatabase database;
    private final ProviderProcess provider = ProviderProcess.start();
    private final ModelEndpoint model = ModelEndpoint.start();
    private final ProviderUser ann = new ProviderUser();
    private final Canaries canaries = new Canaries();
    private final Map<String, String> files = new TreeMap<>();
    private final List<RecordingBrowser.Part> answers = new ArrayList<>();
    private final List<String> listening = new ArrayList<>();
    private final List<Seen> children = new ArrayList<>();
    private String commandLine = "";
    private String log = "";

    CanaryScenario(Path folder, CanaryDatabase database) throws Exception {
        this.folder = folder;
        this.database = database;
    }

    /** What must not be found, and is in use. */
    Canaries canaries() {
        return canaries;
    }

    /** Standard output and standard error. */
    String log() {
        return log;
    }

    List<RecordingBrowser.Part> answers() {
        return List.copyOf(answers);
    }

    /**
     * The bytes of all that was in the program's folder at any of three times, by name and time,
     * and of what was in the database at the end.
     */
    Map<String, String> files() {
        return Map.copyOf(files);
    }

    List<String> listening() {
        return List.copyOf(listening);
    }

    String commandLine() {
        return commandLine;
    }

    List<Seen> children() {
        return List.copyOf(children);
    }

    /** The bodies of what the model was asked. */
    List<String> modelRequests() {
        return List.copyOf(model.requests());
    }

    /** The refresh tokens that the provider has given out. */
    int refreshTokens() throws Exception {
        return provider.secrets().getOrDefault("refresh token", List.of()).size();
    }

    void run() throws Exception {
        writeSettings();
        try (ParleyProcess parley = ParleyProcess.start(folder, environment(), "serve");
                RecordingBrowser browser = new RecordingBrowser(parley.url())) {
            signIn(browser);
            connect(browser);
            ask(browser, WANTED, "protected__slow", WANTED, "child__echo");
            look(parley);
            useKey(browser);
            failCallbacks(browser);
            failRequests(browser);
            failRenewal(browser);
            read(browser);
            keepFiles("while it runs");
            assertThat(browser.post("/api/auth/logout", "").statusCode()).isEqualTo(204);
            keepFiles("after the sign-out");
            parley.terminate();
            assertThat(parley.exitCode(PATIENCE)).as(parley.err()).isZero();
            keepFiles("after the end");
            for (Path file : database.files()) {
                files.put(file.toString(), Files.readString(file, ISO_8859_1));
            }
            answers.addAll(browser.parts());
            log = parley.out() + "\n" + parley.err();
        }
        provider.secrets().forEach((kind, all) -> all.forEach(it -> canaries.add(kind, it)));
    }

    private void writeSettings() throws IOException {
        Files.writeString(
                folder.resolve("parley.conf"),
                "egress.allow = [\"%s\"]\n".formatted(provider.issuer()));
        Files.writeString(
                folder.resolve("mcp.json"),
                """
                {"mcpServers": {
                  "protected": {"url": "%s", "allow": ["*"]},
                  "child": {"command": "node", "args": ["%s", "stdio"],
                            "env": {"TOKEN": "${CHILD_TOKEN}"}, "allow": ["*"]},
                  "broken": {"url": "http://127.0.0.1:9/mcp",
                             "headers": {"X-Api-Key": "${BROKEN_TOKEN}"}}
                }}
                """
                        .formatted(provider.resource(), CHILD));
    }

    private Map<String, String> environment() throws Exception {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, String> variables = new HashMap<>(Loudness.in(folder));
        variables.putAll(database.variables());
        variables.putAll(ann.register(provider, "http://localhost:" + port + "/api/auth/callback"));
        variables.put("PARLEY_PORT", Integer.toString(port));
        variables.put("PARLEY_VAULT_KEYS", "k1:" + canaries.made("key of the vault"));
        variables.put("OPENAI_BASE_URL", model.url());
        variables.put("OPENAI_MODEL", "m");
        variables.put("OPENAI_API_KEY", canaries.madeForUrl("key of the model"));
        variables.put("CHILD_TOKEN", canaries.madeForUrl("variable of a child"));
        variables.put("BROKEN_TOKEN", canaries.madeForUrl("header of a server"));
        return variables;
    }

    private void signIn(RecordingBrowser browser) throws Exception {
        String url = browser.json("/api/auth/login?returnTo=/").get("url").asText();
        keepFlow(browser, url);
        HttpResponse<String> answer = browser.get(callback(consent(url)));
        assertThat(answer.headers().firstValue("Location")).hasValue("/?signed-in");
        canaries.add("session cookie", browser.cookies("parley-sid").getFirst());
    }

    private void connect(RecordingBrowser browser) throws Exception {
        String url = begin(browser);
        HttpResponse<String> answer = browser.get(callback(consent(url)));
        assertThat(answer.headers().firstValue("Location")).hasValue("/?connected=protected");
    }

    private String begin(RecordingBrowser browser) throws Exception {
        String url =
                browser.navigate("/api/auth/login?server=protected")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow();
        keepFlow(browser, url);
        return url;
    }

    /** One turn with these calls, one after the other. */
    private String ask(RecordingBrowser browser, String... tools) throws Exception {
        for (String tool : tools) {
            String arguments = tool.endsWith("echo") ? "{\"message\":\"" + ARGUMENT + "\"}" : "{}";
            model.then(call(tool, arguments), finish("tool_calls"));
        }
        model.then(text("Done."), finish("stop"));
        String turn =
                browser.post(
                                "/api/chat",
                                """
                                {"id": "c1", "trigger": "submit-message", "messages": [
                                  {"role": "user", "parts": [{"type": "text", "text": "%s"}]}]}
                                """
                                        .formatted(MESSAGE))
                        .body();
        assertThat(turn).contains("Done.");
        return turn;
    }

    private void look(ParleyProcess parley) throws IOException {
        commandLine = ProcessFacts.commandLine(parley.pid());
        listening.addAll(ProcessFacts.listening(parley.pid()));
        for (ProcessHandle child : parley.descendants().toList()) {
            children.add(
                    new Seen(
                            ProcessFacts.commandLine(child.pid()),
                            ProcessFacts.environment(child.pid())));
        }
    }

    private void useKey(RecordingBrowser browser) throws Exception {
        JsonNode made =
                JSON.readTree(
                        browser.post("/api/keys", "{\"name\": \"a program\", \"scope\": \"chat\"}")
                                .body());
        String key = made.get("text").asText();
        canaries.add("API key", key);
        assertThat(useKey(browser, key)).isEqualTo(200);
        String path = "/api/keys/" + made.get("key").get("id").asText();
        assertThat(browser.delete(path).statusCode()).isEqualTo(204);
        assertThat(useKey(browser, key)).isEqualTo(401);
    }

    private static int useKey(RecordingBrowser browser, String key) throws Exception {
        return browser.program("/api/conversations", "Authorization", "Bearer " + key).statusCode();
    }

    /** A code that is none, an error, and an answer nobody waits for. */
    private void failCallbacks(RecordingBrowser browser) throws Exception {
        String iss = "&iss=" + provider.issuer();
        String wrongCode = "&code=" + canaries.madeForUrl("code");
        HttpResponse<String> refused =
                browser.get(callback("state=" + state(begin(browser)) + wrongCode + iss));
        assertThat(refused.headers().firstValue("Location").orElseThrow())
                .contains("connect-error=");
        HttpResponse<String> denied =
                browser.get(
                        callback("state=" + state(begin(browser)) + "&error=access_denied" + iss));
        assertThat(denied.headers().firstValue("Location").orElseThrow())
                .contains("connect-error=");
        HttpResponse<String> unknown =
                browser.get(callback("state=" + canaries.madeForUrl("state") + wrongCode + iss));
        assertThat(unknown.statusCode()).isBetween(400, 499);
    }

    private void failRequests(RecordingBrowser browser) throws Exception {
        String session = browser.cookies("parley-sid").getFirst();
        browser.get("/api/nothing?token=" + session);
        browser.post("/api/chat", "{\"token\": \"" + session + "\", ");
        HttpResponse<String> tooLong =
                browser.program(
                        "/api/conversations",
                        "Cookie",
                        "parley-sid=" + session + "x".repeat(HEADER_BYTES_TOO_MANY));
        assertThat(tooLong.statusCode()).isEqualTo(431);
    }

    /** The provider is away when a token has to be renewed. */
    private void failRenewal(RecordingBrowser browser) throws Exception {
        ask(browser, "protected__slow");
        provider.down();
        assertThat(ask(browser, WANTED)).contains("try again later");
        provider.up();
    }

    private static void read(RecordingBrowser browser) throws Exception {
        for (String page :
                List.of(
                        "/",
                        "/api/auth/status",
                        "/api/conversations",
                        "/api/conversations/c1",
                        "/api/keys",
                        "/api/metadata",
                        "/api/servers",
                        "/api/sessions")) {
            assertThat(browser.get(page).statusCode()).as(page).isEqualTo(200);
        }
    }

    private void keepFiles(String when) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file) + " " + when, Files.readString(file, ISO_8859_1));
            }
        }
    }

    private void keepFlow(RecordingBrowser browser, String url) {
        canaries.add("state", state(url));
        browser.cookies("parley-flow-").forEach(it -> canaries.add("flow cookie", it));
    }

    /** The query with which the provider sends a browser back. */
    private String consent(String url) throws Exception {
        String location = ann.consent(url);
        canaries.add("code", ProviderUser.parameter(location, "code"));
        return URI.create(location).getRawQuery();
    }

    private static String state(String url) {
        return ProviderUser.parameter(url, "state");
    }

    private static String callback(String query) {
        return "/api/auth/callback?" + query;
    }

    @Override
    public void close() throws IOException {
        provider.close();
        model.close();
        ann.close();
    }
}
