package dev.parley.app.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolContent;
import dev.parley.egress.EgressPolicy;
import dev.parley.egress.Origin;
import dev.parley.mcp.McpSecurity;
import dev.parley.mcp.McpServer;
import dev.parley.mcp.McpServerConfig;
import dev.parley.mcp.McpServers;
import dev.parley.oauth.OAuthStores;
import dev.parley.storage.Database;
import dev.parley.storage.DatabaseConfig;
import dev.parley.storage.JdbiClientRegistrationStore;
import dev.parley.storage.JdbiPendingAuthorizationStore;
import dev.parley.storage.JdbiTokenStore;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Authorizer;
import dev.parley.token.Memberships;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.tool.ServerStatus;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.ToolProgress;
import dev.parley.vault.Vault;
import dev.parley.vault.VaultKeys;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one process of Parley has for the tools of one protected server: the adapter, its sign-ins
 * and the database that all processes share. Safe for use by many threads.
 */
final class Deployment implements AutoCloseable {

    private static final String SERVER = "protected";
    private static final String REDIRECT_URI = "https://parley.example/api/auth/callback";
    private static final Duration CALL_MAX = Duration.ofSeconds(60);

    private final Database database;
    private final McpServers servers;
    private final Authorizer authorizer;
    private final HttpClient browser = HttpClient.newHttpClient();

    /**
     * @param databaseUrl of PostgreSQL
     * @param vaultKey as {@code id:base64}
     * @param url of the protected server
     * @param issuer its authorization server
     */
    Deployment(String databaseUrl, String vaultKey, URI url, String issuer) {
        InstantSource clock = InstantSource.system();
        Vault vault = new Vault(VaultKeys.parse(vaultKey));
        database = Database.open(DatabaseConfig.postgres(databaseUrl));
        OAuthStores stores =
                new OAuthStores(
                        new JdbiTokenStore(database, vault),
                        new JdbiClientRegistrationStore(database, vault),
                        new JdbiPendingAuthorizationStore(database, vault, clock));
        McpServerConfig config =
                new McpServerConfig(
                        SERVER,
                        new McpServerConfig.Transport.Http(url, Map.of()),
                        ToolPolicy.Rules.NONE,
                        McpServerConfig.TIMEOUT_DEFAULT);
        servers =
                new McpServers(
                        List.of(config),
                        "1.2.3",
                        clock,
                        new McpSecurity(
                                EgressPolicy.direct(Set.of(Origin.of(issuer))),
                                stores,
                                "",
                                Memberships.NONE));
        authorizer = servers.authorizer();
    }

    /** Whoever has this name at the identity provider. */
    static Principal principal(String subject) {
        return new Principal("https://idp.example", subject, subject);
    }

    /** Signs in as the user of the same name at the authorization server. */
    void signIn(Principal principal) throws IOException, InterruptedException {
        AuthorizationStart start = authorizer.begin(principal, SERVER, REDIRECT_URI);
        // The provider asks no user anything; this parameter is who its user is.
        URI url = URI.create(start.url() + "&login_hint=" + principal.subject());
        String location =
                browser.send(
                                HttpRequest.newBuilder(url).build(),
                                HttpResponse.BodyHandlers.discarding())
                        .headers()
                        .firstValue("location")
                        .orElseThrow();
        Map<String, String> answer = query(URI.create(location));
        authorizer.complete(
                principal,
                new AuthorizationAnswer(
                        Secret.of(answer.getOrDefault("state", "none")),
                        answer.getOrDefault("code", ""),
                        answer.getOrDefault("iss", ""),
                        answer.getOrDefault("error", "")));
    }

    /** Whether the authorization server knows that the grant is no more. */
    boolean signOut(Principal principal) {
        return authorizer.revoke(principal, SERVER);
    }

    /** How the principal stands with the server. */
    ServerStatus.State state(Principal principal) {
        return servers.all().getFirst().status(principal).state();
    }

    /** Whom the server takes the principal for. */
    String whoami(Principal principal) {
        return call(principal, "whoami");
    }

    /** The same, after a call that takes longer than an access token lives. */
    String slow(Principal principal) {
        return call(principal, "slow");
    }

    private String call(Principal principal, String remoteName) {
        McpServer server = servers.all().getFirst();
        Tool tool = Tool.of(SERVER, remoteName, "", "", "{}", ToolAnnotations.UNKNOWN);
        ToolResult result =
                server.call(
                        principal,
                        tool,
                        new ToolCall("c1", tool.name(), "{}", false),
                        new Patience(Instant.now().plus(CALL_MAX)));
        return result.content().stream()
                .map(it -> it instanceof ToolContent.Text text ? text.text() : "[no text]")
                .collect(Collectors.joining());
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getRawQuery().split("&", -1))
                .map(it -> it.split("=", 2))
                .collect(Collectors.toMap(it -> it[0], it -> URLDecoder.decode(it[1], UTF_8)));
    }

    @Override
    public void close() {
        servers.close();
        database.close();
        browser.close();
    }

    private record Patience(Instant deadline) implements ToolCallContext {

        @Override
        public void progress(ToolProgress progress) {
            // Nobody looks.
        }
    }
}
