package dev.parley.http;

import dev.parley.access.RateLimit;
import dev.parley.conversation.AttachmentLimits;
import dev.parley.conversation.Attachments;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.InMemoryAttachmentStore;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Role;
import dev.parley.model.ScriptedChatModel;
import dev.parley.prompt.ArgumentInput;
import dev.parley.prompt.Completion;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptArgument;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.PromptNotFound;
import dev.parley.prompt.PromptService;
import dev.parley.prompt.PromptSource;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceContent;
import dev.parley.prompt.ResourceNotFound;
import dev.parley.prompt.ResourceSource;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.token.FakeAuthorizer;
import dev.parley.token.Principal;
import dev.parley.tool.FakeToolServer;
import dev.parley.tool.InMemoryStandingApprovalStore;
import dev.parley.tool.StandingApprovalStore;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import dev.parley.turn.ChatService;
import dev.parley.turn.InMemoryTurnJournal;
import dev.parley.turn.TurnEnvironment;
import dev.parley.turn.TurnJournal;
import dev.parley.turn.TurnLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A real server on a free port, with a scripted model and a fake tool server behind it. In the
 * requests of a test, the header {@code X-User} stands for a key of that user; a server without a
 * sign-in knows all others as the local principal.
 */
final class TestServer implements AutoCloseable {

    /** Many more than any test needs that is not about limits. */
    static final HttpLimits WIDE =
            new HttpLimits(
                    HttpLimits.DEFAULT.connections(),
                    new RateLimit("turns", 1_000_000, Duration.ofMinutes(1)),
                    new RateLimit("requests", 1_000_000, Duration.ofMinutes(1)),
                    1_000,
                    1_000,
                    1_000,
                    List.of());

    static final HttpConfig CONFIG =
            new HttpConfig(
                    "127.0.0.1",
                    0,
                    "",
                    new HttpConfig.Model("scripted", true),
                    Duration.ofSeconds(15),
                    1_000_000,
                    WIDE);

    static final AttachmentLimits ATTACHMENTS =
            new AttachmentLimits(2_000_000, 3_000_000, 20_000_000);

    final ScriptedChatModel model;
    final FakeToolServer tools;
    final ConversationStore store;
    final InMemoryTurnJournal journal;
    final StandingApprovalStore standing;
    final ChatService chat;
    final FakeAuthorizer authorizer;
    final HttpServer http;
    final TestAccess access;
    private final HttpConfig config;
    private final boolean signIn;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestServer() {
        this(CONFIG, new InMemoryConversationStore(), List.of());
    }

    TestServer(HttpConfig config, ConversationStore store, List<ToolServer> moreServers) {
        this(
                config,
                store,
                new InMemoryTurnJournal(store),
                new InMemoryStandingApprovalStore(),
                new ScriptedChatModel(),
                new FakeToolServer("shop"),
                moreServers,
                new FakeAuthorizer(InstantSource.system(), "shop"),
                new TestAccess(),
                false);
    }

    private TestServer(
            HttpConfig config,
            ConversationStore store,
            InMemoryTurnJournal journal,
            StandingApprovalStore standing,
            ScriptedChatModel model,
            FakeToolServer tools,
            List<ToolServer> moreServers,
            FakeAuthorizer authorizer,
            TestAccess access,
            boolean signIn) {
        this.authorizer = authorizer;
        this.access = access;
        this.signIn = signIn;
        this.config = config;
        this.store = store;
        this.journal = journal;
        this.standing = standing;
        this.model = model;
        this.tools = tools;
        List<ToolServer> servers = new ArrayList<>(List.of(tools));
        servers.addAll(moreServers);
        Greetings greetings = new Greetings(tools);
        PromptService prompts = new PromptService(List.of(greetings));
        chat =
                new ChatService(
                        new TurnEnvironment(
                                model,
                                servers,
                                tools.trustingPolicy(),
                                standing,
                                store,
                                journal,
                                TurnJournal.LEASE_DEFAULT,
                                "Be helpful.",
                                TurnLimits.DEFAULT,
                                InstantSource.system(),
                                () -> UUID.randomUUID().toString(),
                                attachments(store)),
                        prompts);
        http =
                new HttpServer(
                        config,
                        chat,
                        store,
                        new Servers(
                                servers,
                                List.of(greetings),
                                List.of(new Shelves(tools)),
                                prompts,
                                authorizer),
                        signIn ? access.signIn() : access.local());
        http.start();
    }

    private static Attachments attachments(ConversationStore store) {
        return new Attachments(
                new InMemoryAttachmentStore(
                        store instanceof InMemoryConversationStore memory
                                ? memory
                                : new InMemoryConversationStore()),
                ATTACHMENTS,
                InstantSource.system(),
                () -> UUID.randomUUID().toString());
    }

    /** One whose streams say something at least so often. */
    static TestServer withHeartbeat(Duration heartbeat) {
        return new TestServer(
                new HttpConfig("127.0.0.1", 0, "", CONFIG.model(), heartbeat, 1_000_000, WIDE),
                new InMemoryConversationStore(),
                List.of());
    }

    /** One where everybody may take so much. */
    static TestServer withLimits(HttpLimits limits) {
        return new TestServer(
                new HttpConfig(
                        "127.0.0.1",
                        0,
                        "",
                        CONFIG.model(),
                        CONFIG.heartbeat(),
                        CONFIG.bodyBytesMax(),
                        limits),
                new InMemoryConversationStore(),
                List.of());
    }

    /** One where people sign in, also at servers, of which some are only for {@code eve}. */
    static TestServer withSignIn(HttpConfig config, List<ToolServer> moreServers) {
        return withSignIn(config, everybody -> true, moreServers);
    }

    /** One where people sign in, and whose shop is only for some of them. */
    static TestServer withShopFor(Predicate<Principal> members) {
        return withSignIn(CONFIG, members, List.of());
    }

    private static TestServer withSignIn(
            HttpConfig config, Predicate<Principal> members, List<ToolServer> moreServers) {
        InMemoryConversationStore store = new InMemoryConversationStore();
        TestAccess access = new TestAccess();
        return new TestServer(
                config,
                store,
                new InMemoryTurnJournal(store),
                new InMemoryStandingApprovalStore(),
                new ScriptedChatModel(),
                new FakeToolServer("shop", members),
                moreServers,
                new FakeAuthorizer(access.clock, members, "shop"),
                access,
                true);
    }

    static TestServer withSignIn() {
        return withSignIn(CONFIG, List.of());
    }

    /** One where principals sign in at servers as {@code authorizer} lets them. */
    static TestServer withAuthorizer(HttpConfig config, FakeAuthorizer authorizer) {
        InMemoryConversationStore store = new InMemoryConversationStore();
        return new TestServer(
                config,
                store,
                new InMemoryTurnJournal(store),
                new InMemoryStandingApprovalStore(),
                new ScriptedChatModel(),
                new FakeToolServer("shop"),
                List.of(),
                authorizer,
                new TestAccess(),
                false);
    }

    /** Another server on the same database, with the same model and tools. */
    TestServer replica() {
        return new TestServer(
                config,
                store,
                journal,
                standing,
                model,
                tools,
                List.of(),
                authorizer,
                access,
                signIn);
    }

    String base() {
        return "http://127.0.0.1:" + http.port();
    }

    int connections() {
        return http.connections();
    }

    /** A request as the page sends it, to be changed at will. */
    HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(base() + path))
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/json")
                .header("X-Requested-By", "parley")
                .header("Origin", base())
                .method(
                        method,
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    /** A request of a page whose browser has this cookie. */
    HttpRequest.Builder request(String method, String path, String body, String cookie) {
        return request(method, path, body).header("Cookie", cookie);
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(withKey(request), BodyHandlers.ofString());
    }

    HttpResponse<InputStream> open(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(withKey(request), BodyHandlers.ofInputStream());
    }

    private HttpRequest withKey(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        Optional<String> user = request.headers().firstValue("X-User");
        return user.isEmpty()
                ? request
                : HttpRequest.newBuilder(request, (name, value) -> !name.equals("X-User"))
                        .header("Authorization", "Bearer " + access.key(user.orElseThrow()))
                        .build();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request("GET", path, ""));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request("POST", path, body));
    }

    HttpResponse<String> say(String conversation, String text)
            throws IOException, InterruptedException {
        return post("/api/chat", userMessage(conversation, text));
    }

    static String userMessage(String conversation, String text) {
        return """
        {"id":"%s","trigger":"submit-message","messages":[
         {"id":"old","role":"assistant","parts":[{"type":"text","text":"ignored"}]},
         {"id":"m1","role":"user","parts":[{"type":"text","text":"%s"}]}]}
        """
                .formatted(conversation, text);
    }

    /** Sends bytes as they are and reads until the server closes, or for 5 s. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        chat.close();
        http.close();
        client.shutdownNow();
    }

    /** A server with one prompt, which renders to two messages. */
    private record Greetings(FakeToolServer shop) implements PromptSource {

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public List<Prompt> prompts(Principal principal) {
            if (!shop.isFor(principal)) {
                return List.of();
            }
            return List.of(
                    new Prompt(
                            "shop",
                            "greet",
                            "Greet",
                            "Says hello.",
                            List.of(new PromptArgument("name", "Who.", true))));
        }

        @Override
        public List<PromptMessage> render(
                Principal principal, String prompt, Map<String, String> arguments) {
            return List.of(
                    new PromptMessage(Role.USER, "Greet " + arguments.get("name")),
                    new PromptMessage(Role.ASSISTANT, "How?"));
        }

        @Override
        public Completion complete(Principal principal, String prompt, ArgumentInput argument) {
            if (!shop.isFor(principal)) {
                throw new PromptNotFound("shop", prompt);
            }
            return new Completion(
                    List.of(prompt + " " + argument.name() + " " + argument.typed()), 7, true);
        }
    }

    /** A server with one resource. */
    private record Shelves(FakeToolServer shop) implements ResourceSource {

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public List<Resource> resources(Principal principal) {
            return shop.isFor(principal)
                    ? List.of(new Resource("shop", "shop://a", "a", "A", "Shelf A.", "text/plain"))
                    : List.of();
        }

        @Override
        public List<ResourceTemplate> templates(Principal principal) {
            if (!shop.isFor(principal)) {
                return List.of();
            }
            return List.of(
                    new ResourceTemplate(
                            "shop", "shop://{shelf}", "shelf", "", "A shelf.", "", List.of()));
        }

        @Override
        public List<ResourceContent> read(Principal principal, String uri) {
            if (!shop.isFor(principal)) {
                throw new ResourceNotFound("shop", uri);
            }
            return switch (uri) {
                case "shop://a?top=1&x" ->
                        List.of(
                                new ResourceContent.Text(uri, "text/plain", "Milk \u2028 of ann"),
                                new ResourceContent.Blob(uri + "/picture", "", "AAEC"));
                case "shop://down" ->
                        throw new ToolServerException(
                                ToolServerException.Kind.UNREACHABLE, "shop is down.", false, null);
                default -> throw new ResourceNotFound("shop", uri);
            };
        }

        @Override
        public Completion completeTemplate(
                Principal principal, String uriTemplate, ArgumentInput variable) {
            if (!shop.isFor(principal)) {
                throw new ResourceNotFound("shop", uriTemplate);
            }
            return new Completion(List.of(uriTemplate + " " + variable), 1, false);
        }
    }
}
