package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.BEN;
import static dev.parley.mcp.Calls.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.prompt.ArgumentInput;
import dev.parley.prompt.PromptNotFound;
import dev.parley.prompt.PromptService;
import dev.parley.prompt.ResourceNotFound;
import dev.parley.token.Memberships;
import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are for the members of some organizations, or have an address for each. */
@Timeout(20)
final class AdmissionTest {

    private static final ArgumentInput TYPED = new ArgumentInput("a", "", Map.of());

    private final Map<String, Set<String>> organizations = new ConcurrentHashMap<>();
    private Memberships memberships =
            principal -> organizations.getOrDefault(principal.key(), Set.of());
    private ScriptedHttpServer remote;
    private McpServers servers;

    @BeforeEach
    void open() throws Exception {
        remote = new ScriptedHttpServer();
        remote.on(
                "tools/list",
                (exchange, request) ->
                        ScriptedHttpServer.result(
                                exchange,
                                request,
                                "{\"tools\": [{\"name\": \"look\", \"inputSchema\": {}}]}"));
        organizations.put(ANN.key(), Set.of("acme", "globex"));
        use("/mcp", "acme");
    }

    @AfterEach
    void close() {
        servers.close();
        remote.close();
    }

    private void use(String path, String... admitted) {
        if (servers != null) {
            servers.close();
        }
        URI url = URI.create("http://127.0.0.1:" + remote.port() + path);
        McpServerConfig open =
                Calls.config("remote", new McpServerConfig.Transport.Http(url, Map.of()));
        McpServerConfig config =
                new McpServerConfig(
                        open.name(),
                        open.transport(),
                        open.authorization(),
                        open.rules(),
                        open.timeout(),
                        Set.of(admitted),
                        List.of());
        McpSecurity security = McpSecurity.inMemory(InstantSource.system());
        servers =
                new McpServers(
                        List.of(config),
                        "1.2.3",
                        InstantSource.system(),
                        new McpSecurity(
                                security.egress(),
                                security.stores(),
                                "",
                                principal -> memberships.organizations(principal)));
    }

    private McpServer server() {
        return servers.all().getFirst();
    }

    private ToolServerException refused(Principal principal) {
        return failureOf(
                () ->
                        Calls.call(
                                server(),
                                principal,
                                "look",
                                "{}",
                                RecordingContext.within(Duration.ofSeconds(10))));
    }

    @Test
    void t02t05AServerOfAnOrganizationDoesNotExistForOthers() {
        assertThat(server().tools(ANN)).extracting(Tool::remoteName).containsExactly("look");
        assertThat(server().isFor(ANN)).isTrue();
        remote.received.clear();

        assertThat(server().isFor(BEN)).isFalse();
        assertThat(server().tools(BEN)).isEmpty();
        assertThat(server().prompts(BEN)).isEmpty();
        assertThat(server().resources(BEN)).isEmpty();
        assertThat(refused(BEN)).hasMessage("There is no server remote.");
        assertThat(refused(BEN).mayHaveRun()).isFalse();
        assertThatThrownBy(() -> server().read(BEN, "r://a")).isInstanceOf(ResourceNotFound.class);
        assertThatThrownBy(() -> server().completeTemplate(BEN, "r://{a}", TYPED))
                .isInstanceOf(ResourceNotFound.class);
        assertThatThrownBy(() -> server().subscribe(BEN, "r://a"))
                .isInstanceOf(ResourceNotFound.class);
        assertThatThrownBy(() -> server().render(BEN, "p", Map.of()))
                .isInstanceOf(PromptNotFound.class);
        assertThatThrownBy(() -> server().complete(BEN, "p", TYPED))
                .isInstanceOf(PromptNotFound.class);
        assertThat(remote.received).isEmpty();
    }

    @Test
    void t05MembershipIsAskedAtEveryCall() {
        Calls.call(server(), "look", "{}");
        organizations.put(ANN.key(), Set.of("globex"));

        assertThat(refused(ANN)).hasMessage("There is no server remote.");
        assertThat(remote.count("tools/call")).isEqualTo(1);
        assertThat(server().tools(ANN)).isEmpty();
        assertThat(server().instructions(ANN)).isEmpty();
        Calls.eventually(() -> remote.sessions() == 0);
    }

    @Test
    void t05ACheckThatHangsDeniesWithinFiveSeconds() {
        CountDownLatch interrupted = new CountDownLatch(1);
        memberships =
                principal -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return Set.of("acme");
                };
        Instant start = Instant.now();

        ToolServerException failure = refused(ANN);

        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(failure).hasMessageContaining("could not be checked in time");
        assertThat(failure.mayHaveRun()).isFalse();
        assertThat(remote.received).isEmpty();
        Calls.eventually(() -> interrupted.getCount() == 0);
    }

    @Test
    void t05ACheckThatFailsDenies() {
        memberships =
                principal -> {
                    throw new IllegalStateException("s3cr3t");
                };

        assertThat(refused(ANN))
                .hasMessageContaining("could not be checked")
                .hasMessageNotContaining("s3cr3t");
        assertThat(server().isFor(ANN)).isFalse();
        assertThat(failureOf(() -> server().tools(ANN)).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void t02WhoCannotBeToldToBelongLearnsNothingByNamingAServer() {
        memberships =
                principal -> {
                    throw new IllegalStateException("down");
                };
        PromptService prompts = new PromptService(List.of(server()));

        assertThat(server().resources(BEN)).isEmpty();
        assertThat(server().templates(BEN)).isEmpty();
        assertThatThrownBy(() -> prompts.render(BEN, "remote", "p", Map.of()))
                .isInstanceOf(PromptNotFound.class);
        assertThatThrownBy(() -> server().complete(BEN, "p", TYPED))
                .isInstanceOf(PromptNotFound.class);
        assertThatThrownBy(() -> server().read(BEN, "r://a")).isInstanceOf(ResourceNotFound.class);
    }

    @Test
    void t06EachWorkspaceHasItsAddressAndItsConnection() {
        use("/mcp/%7Borganization%7D/%7Bproject%7D");
        Principal shop = ANN.in(new Workspace("acme", "shop"));
        Principal site = ANN.in(new Workspace("globex", "site"));

        server().tools(shop);
        server().tools(site);
        server().tools(shop);

        assertThat(remote.sessions()).isEqualTo(2);
        assertThat(remote.paths).contains("/mcp/acme/shop", "/mcp/globex/site").hasSize(2);
    }

    @Test
    void t05AnAnswerAboutAToolIsNoneAboutThatOfAnotherWorkspace() {
        Principal shop = ANN.in(new Workspace("acme", "shop"));
        Principal site = ANN.in(new Workspace("acme", "site"));

        assertThat(definition(shop)).isEqualTo(definition(site));
        use("/mcp/%7Borganization%7D/%7Bproject%7D");
        assertThat(definition(shop)).isNotEqualTo(definition(site)).hasSize(64);
        assertThat(server().toolsNow(shop).getFirst().definition()).isEqualTo(definition(shop));
    }

    private String definition(Principal principal) {
        return server().tools(principal).getFirst().definition();
    }

    @Test
    void t06AWorkspaceOfOthersIsNotReached() {
        use("/mcp/%7Borganization%7D");

        assertThat(refused(ANN)).hasMessageContaining("choose one first");
        assertThat(failureOf(() -> server().tools(ANN))).hasMessageContaining("choose one first");
        assertThat(refused(ANN.in(new Workspace("initech", ""))))
                .hasMessage("There is no server remote.");
        assertThat(server().tools(ANN.in(new Workspace("acme", "")))).hasSize(1);
        assertThat(remote.paths).containsExactly("/mcp/acme");
    }

    @Test
    void t06AWorkspaceTheServerIsNotForIsNotReached() {
        use("/mcp/%7Borganization%7D", "acme");

        assertThat(server().tools(ANN.in(new Workspace("globex", "")))).isEmpty();
        assertThat(server().tools(ANN.in(new Workspace("acme", "")))).hasSize(1);
    }
}
