package dev.parley.http;

import dev.parley.conversation.ConversationStore;
import dev.parley.http.Gate.For;
import dev.parley.turn.ChatService;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.security.RouteRole;
import io.javalin.util.JavalinException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server: the API, the streams and the page. Each request has a virtual thread of its own.
 * Safe for use by many threads; started once.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private final HttpConfig config;
    private final ChatRoutes chatRoutes;
    private final ElicitationRoutes elicitationRoutes;
    private final ApprovalRoutes approvalRoutes;
    private final ConversationRoutes conversationRoutes;
    private final HistoryRoutes historyRoutes;
    private final AttachmentRoutes attachmentRoutes;
    private final MetadataRoutes metadataRoutes;
    private final ServerRoutes serverRoutes;
    private final AuthRoutes authRoutes;
    private final StatusRoute statusRoute;
    private final SessionRoutes sessionRoutes;
    private final KeyRoutes keyRoutes;
    private final ClientMetadata clientMetadata = new ClientMetadata(this::address);
    private final OpenApi openApi = new OpenApi();
    private final CspReports cspReports = new CspReports();
    private final RequestGuard guard = new RequestGuard(this::address);
    private final Gate gate;
    private final RateLimits rateLimits;
    private final OpenStreams streams = new OpenStreams();
    private final Access access;
    private final Javalin javalin;
    private volatile PublicAddress address;

    /**
     * A server for {@code chat} and {@code conversations}, not yet listening.
     *
     * @throws IllegalArgumentException when people sign in, and their sessions would go over a
     *     network in the clear
     */
    public HttpServer(
            HttpConfig config,
            ChatService chat,
            ConversationStore conversations,
            Servers servers,
            Access access) {
        this.config = config;
        this.access = access;
        Access.Mode mode = access.mode();
        this.address = PublicAddress.of(config, config.port());
        if (mode instanceof Access.Mode.SignIn) {
            address.checkPrivate(config);
        }
        Authentication authentication = new Authentication(access, this::address);
        Workspaces workspaces = new Workspaces(access.memberships(), Workspaces.CHECK_MAX);
        this.gate = new Gate(authentication, workspaces);
        ClientAddresses addresses = new ClientAddresses(config.limits().trustedProxies());
        this.rateLimits = new RateLimits(access.limiter(), config.limits(), addresses);
        Requests requests = new Requests(config.bodyBytesMax());
        this.chatRoutes =
                new ChatRoutes(
                        gate,
                        chat,
                        conversations,
                        requests,
                        config.heartbeat(),
                        streams,
                        new ApprovalAge(access),
                        new Capacity(rateLimits, config.limits()));
        this.elicitationRoutes = new ElicitationRoutes(chat, requests);
        this.approvalRoutes = new ApprovalRoutes(chat, requests);
        this.conversationRoutes = new ConversationRoutes(chat, conversations, requests);
        this.historyRoutes = new HistoryRoutes(chat, conversations, requests, access.clock());
        this.attachmentRoutes = new AttachmentRoutes(chat.attachments(), requests);
        this.metadataRoutes = new MetadataRoutes(servers, chat, config.model(), requests);
        this.serverRoutes = new ServerRoutes(servers, requests);
        this.authRoutes =
                new AuthRoutes(
                        servers,
                        new SignInFlow(mode, authentication, this::address),
                        gate,
                        addresses,
                        this::address);
        this.statusRoute = new StatusRoute(mode, gate, workspaces);
        this.sessionRoutes = new SessionRoutes(mode, this::address);
        this.keyRoutes = new KeyRoutes(access.keys(), access.clock(), requests);
        this.javalin = Javalin.create(this::configure);
    }

    private void routes(RoutesConfig routes) {
        routes.before(guard::check);
        routes.before("/api/*", rateLimits::countRequest);
        routes.beforeMatched(gate::admit);

        routes.post("/api/chat", chatRoutes::start);
        get(routes, "/api/chat/{id}/stream", chatRoutes::follow);
        routes.post("/api/chat/{id}/stop", chatRoutes::stop);

        routes.post("/api/elicitations/{id}", elicitationRoutes::answer);

        get(routes, "/api/approvals", approvalRoutes::list);
        routes.delete("/api/approvals/{id}", approvalRoutes::revoke);

        get(routes, "/api/conversations", conversationRoutes::list);
        get(routes, "/api/conversations/{id}", conversationRoutes::show);
        routes.patch("/api/conversations/{id}", conversationRoutes::rename);
        routes.delete("/api/conversations/{id}", conversationRoutes::delete);
        routes.post("/api/conversations/{id}/fork", historyRoutes::fork);
        get(routes, "/api/conversations/{id}/export", historyRoutes::export);
        get(routes, "/api/usage", historyRoutes::usage);

        routes.post(AttachmentRoutes.PATH, attachmentRoutes::add);
        get(routes, AttachmentRoutes.PATH + "/{id}", attachmentRoutes::show);

        get(routes, "/api/metadata", metadataRoutes::metadata);
        routes.post("/api/prompts/{server}/{name}", metadataRoutes::render);
        get(routes, "/api/models", metadataRoutes::models);

        get(routes, "/api/servers", serverRoutes::list);
        get(routes, "/api/resources/{server}", serverRoutes::read);
        routes.post("/api/complete", serverRoutes::complete);
        get(routes, "/api/auth/status", statusRoute::status, For.ANYBODY);
        onlyGet(routes, "/api/auth/login", authRoutes::login);
        onlyGet(routes, AuthRoutes.CALLBACK, authRoutes::callback);
        routes.post("/api/auth/logout", sessionRoutes::logout, For.PEOPLE);
        routes.post("/api/servers/{name}/disconnect", authRoutes::disconnect);
        get(routes, ClientMetadata.PATH, clientMetadata::show, For.ANYBODY);
        get(routes, OpenApi.PATH, openApi::show, For.ANYBODY);

        get(routes, "/api/sessions", sessionRoutes::list, For.PEOPLE);
        routes.delete("/api/sessions", sessionRoutes::endOthers, For.PEOPLE);
        routes.delete("/api/sessions/{id}", sessionRoutes::end, For.PEOPLE);
        get(routes, "/api/keys", keyRoutes::list, For.PEOPLE);
        routes.post("/api/keys", keyRoutes::create, For.PEOPLE);
        routes.delete("/api/keys/{id}", keyRoutes::delete, For.PEOPLE);

        get(routes, "/health/live", HttpServer::live, For.ANYBODY);
        routes.post("/csp-report", cspReports::receive, For.ANYBODY);
        // Every other GET that is no API call is the page's: see StaticPage.

        routes.exception(Exception.class, Problems::handle);
        routes.exception(HttpResponseException.class, Problems::handle);
    }

    /** HEAD is answered as GET is; the server leaves the body out. */
    private static void get(RoutesConfig routes, String path, Handler handler, RouteRole... roles) {
        routes.get(path, handler, roles);
        routes.head(path, handler, roles);
    }

    /** For everybody, and not by HEAD: it would begin or spend what it only asks about. */
    private static void onlyGet(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler, For.ANYBODY);
        routes.head(
                path,
                context -> {
                    throw new MethodNotAllowedResponse(
                            "Method not allowed", Map.of("allowed", "GET"));
                },
                For.ANYBODY);
    }

    /**
     * Begins to listen. Returns once requests are served.
     *
     * @throws ServerStartException when the address cannot be listened on, as when it is in use
     */
    public void start() {
        try {
            javalin.start();
        } catch (JavalinException e) {
            throw ServerStartException.of(config, e);
        }
        address = PublicAddress.of(config, javalin.port());
        streams.start(access);
        LOG.info("listening on {} port {} as {}", config.host(), javalin.port(), url());
    }

    /** The port the server listens on; that of the settings unless they leave it open. */
    public int port() {
        return javalin.port();
    }

    /** How many connections are open. */
    int connections() {
        return javalin.jettyServer().server().getBean(WatchedConnector.class).connections();
    }

    /** The address users open. */
    public String url() {
        return address.url();
    }

    /**
     * Stops listening, waits for requests that are being served, at most 2 s, and cuts the rest.
     * Streams end by themselves when the {@link ChatService} was closed before.
     */
    @Override
    public void close() {
        streams.close();
        try {
            // Not javalin.stop(), which logs as an error that a client had to be cut off.
            javalin.jettyServer().server().stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.info("some requests were cut off when the server stopped: {}", e.toString());
        }
    }

    /** The table of routes, as {@code GET /api/models}; each of those stands for its HEAD, too. */
    List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(it -> it.endpoint)
                .filter(it -> it.method.isHttpMethod() && !it.method.equals(HandlerType.HEAD))
                .map(it -> it.method.name() + " " + it.path)
                .toList();
    }

    private PublicAddress address() {
        return address;
    }

    private void configure(JavalinConfig settings) {
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.concurrency.useVirtualThreads = true;
        settings.http.prefer405over404 = true;
        settings.http.maxRequestSize = config.bodyBytesMax();
        settings.router.javaLangErrorHandler(Problems::handle);
        settings.resourceHandler(new StaticPage());
        JettySettings.apply(settings, config, new SecurityHeaders(this::address));
        routes(settings.routes);
    }

    private static void live(Context context) {
        Requests.json(context, new JsonWriter().object().field("status", "up").endObject());
    }
}
