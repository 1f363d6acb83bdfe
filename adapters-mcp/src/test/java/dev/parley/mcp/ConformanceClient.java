package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.egress.EgressPolicy;
import dev.parley.egress.Origin;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Authorizer;
import dev.parley.token.Memberships;
import dev.parley.token.Secret;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.ToolProgress;
import dev.parley.tool.ToolServerException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The program that the MCP conformance suite runs, once for each scenario: the adapter as it is,
 * and a user who does what the scenario is about and signs in where it is asked for.
 */
final class ConformanceClient implements AutoCloseable {

    /** More than a user would try; the adapter is to give up before. */
    private static final int SIGN_INS_MAX = 10;

    private static final Duration CALL_MAX = Duration.ofSeconds(20);
    private static final String REDIRECT_URI = "https://conformance-test.local/callback";

    /** The suite knows this one address only, and fetches nothing from it. */
    private static final String CLIENT_DOCUMENT =
            "https://conformance-test.local/client-metadata.json";

    private final OkHttpClient browser = new OkHttpClient.Builder().followRedirects(false).build();
    private final McpServers servers;
    private final McpServer server;
    private final Authorizer authorizer;

    private ConformanceClient(URI url, JsonNode context) {
        InstantSource clock = InstantSource.system();
        McpServerConfig config =
                new McpServerConfig(
                        "conformance",
                        new McpServerConfig.Transport.Http(url, Map.of()),
                        registeredByHand(context),
                        ToolPolicy.Rules.NONE,
                        McpServerConfig.TIMEOUT_DEFAULT,
                        Set.of(),
                        List.of());
        McpSecurity security =
                new McpSecurity(
                        EgressPolicy.direct(anyPortOf(url)),
                        McpSecurity.inMemory(clock).stores(),
                        CLIENT_DOCUMENT,
                        Memberships.NONE);
        servers = new McpServers(List.of(config), "0.1.0", clock, security);
        server = servers.all().getFirst();
        authorizer = servers.authorizer();
    }

    public static void main(String[] arguments) throws Exception {
        String context = System.getenv().getOrDefault("MCP_CONFORMANCE_CONTEXT", "{}");
        try (ConformanceClient client =
                new ConformanceClient(
                        URI.create(arguments[0]), new ObjectMapper().readTree(context))) {
            client.run(System.getenv("MCP_CONFORMANCE_SCENARIO"));
        }
        System.exit(0);
    }

    /** As somebody registered Parley, where the scenario has that. */
    private static Authorization registeredByHand(JsonNode context) {
        String secret = context.path("client_secret").asText();
        return new Authorization.OAuth(
                "",
                context.path("client_id").asText(),
                secret.isEmpty() ? null : Secret.of(secret),
                Set.of());
    }

    /**
     * The authorization server is on this machine, at a port nobody can know before: here an
     * administrator has written down them all.
     */
    private static Set<Origin> anyPortOf(URI url) {
        return IntStream.rangeClosed(1024, 65_535)
                .mapToObj(port -> new Origin("http", url.getHost(), port))
                .collect(Collectors.toUnmodifiableSet());
    }

    private void run(String scenario) throws IOException {
        List<Tool> tools = signingIn(() -> server.tools(ANN));
        switch (scenario) {
            case "initialize", "json-schema-ref-no-deref" -> {}
            case "tools_call" -> call(tools, "add_numbers", "{\"a\":2,\"b\":3}");
            case "json-schema-2020-12-preservation" -> {
                String schema = tool(tools, "json_schema_2020_12_tool").inputSchemaJson();
                call(tools, "json_schema_echo", "{\"schema\":" + schema + "}");
            }
            default -> {
                for (Tool tool : tools) {
                    call(tools, tool.remoteName(), "{}");
                }
            }
        }
    }

    private void call(List<Tool> tools, String remoteName, String argumentsJson)
            throws IOException {
        Tool tool = tool(tools, remoteName);
        ToolCall call = new ToolCall("c1", tool.name(), argumentsJson, false);
        ToolResult result =
                signingIn(
                        () ->
                                server.call(
                                        ANN,
                                        tool,
                                        call,
                                        new Agreeable(Instant.now().plus(CALL_MAX))));
        if (result.status() != ToolStatus.OK) {
            throw new IllegalStateException(remoteName + " failed: " + Calls.text(result));
        }
    }

    private static Tool tool(List<Tool> tools, String remoteName) {
        return tools.stream()
                .filter(it -> it.remoteName().equals(remoteName))
                .findAny()
                .orElseThrow(() -> new IllegalStateException("no tool " + remoteName));
    }

    /** As a user does: whenever the server wants a sign-in, sign in and try again. */
    private <T> T signingIn(Supplier<T> work) throws IOException {
        @Nullable ToolServerException last = null;
        for (int signIns = 0; signIns < SIGN_INS_MAX; signIns++) {
            try {
                return work.get();
            } catch (ToolServerException e) {
                if (e.kind() != ToolServerException.Kind.NEEDS_SIGN_IN) {
                    throw e;
                }
                last = e;
                signIn();
            }
        }
        throw new IllegalStateException("the adapter does not give up", last);
    }

    /** The suite's authorization servers answer a browser's request with the redirect at once. */
    private void signIn() throws IOException {
        AuthorizationStart start = authorizer.begin(ANN, server.name(), REDIRECT_URI);
        try (Response response =
                browser.newCall(new Request.Builder().url(start.url()).build()).execute()) {
            HttpUrl back = HttpUrl.get(McpTexts.orEmpty(response.header("Location")));
            authorizer.complete(
                    ANN,
                    new AuthorizationAnswer(
                            Secret.of(McpTexts.orEmpty(back.queryParameter("state"))),
                            McpTexts.orEmpty(back.queryParameter("code")),
                            McpTexts.orEmpty(back.queryParameter("iss")),
                            McpTexts.orEmpty(back.queryParameter("error"))));
        }
    }

    @Override
    public void close() {
        servers.close();
    }

    /** A user who agrees to whatever is proposed. */
    private record Agreeable(Instant deadline) implements ToolCallContext {

        @Override
        public void progress(ToolProgress step) {
            // Nobody looks.
        }

        @Override
        public ElicitationAnswer elicit(Elicitation elicitation) {
            return switch (elicitation) {
                case Elicitation.Form form -> ElicitationAnswer.accepted(form.filled(Map.of()));
                case Elicitation.Url url -> ElicitationAnswer.accepted(Map.of());
            };
        }
    }
}
