package dev.parley.app;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.parley.access.Accounts;
import dev.parley.access.ApiKeys;
import dev.parley.access.IdentityProvider;
import dev.parley.access.Sessions;
import dev.parley.app.SignInConfig.Way;
import dev.parley.app.demo.DemoChatModel;
import dev.parley.app.demo.DemoServer;
import dev.parley.conversation.Attachments;
import dev.parley.conversation.ConversationStore;
import dev.parley.egress.EgressGate;
import dev.parley.egress.GuardedHttp;
import dev.parley.egress.Origin;
import dev.parley.http.Access;
import dev.parley.http.HttpConfig;
import dev.parley.http.HttpServer;
import dev.parley.http.Servers;
import dev.parley.mcp.McpConfigFile;
import dev.parley.mcp.McpSecurity;
import dev.parley.mcp.McpServerConfig;
import dev.parley.mcp.McpServers;
import dev.parley.model.ChatModel;
import dev.parley.oauth.OAuthStores;
import dev.parley.openai.OpenAiChatModel;
import dev.parley.openai.OpenAiConfig;
import dev.parley.prompt.PromptService;
import dev.parley.signin.OpenIdProvider;
import dev.parley.signin.SentryProvider;
import dev.parley.signin.ServerSignIn;
import dev.parley.storage.BucketRateLimiter;
import dev.parley.storage.Database;
import dev.parley.storage.DatabaseConfig;
import dev.parley.storage.JdbiAccountStore;
import dev.parley.storage.JdbiApiKeyStore;
import dev.parley.storage.JdbiAttachmentStore;
import dev.parley.storage.JdbiClientRegistrationStore;
import dev.parley.storage.JdbiConversationStore;
import dev.parley.storage.JdbiPendingAuthorizationStore;
import dev.parley.storage.JdbiSessionStore;
import dev.parley.storage.JdbiStandingApprovalStore;
import dev.parley.storage.JdbiTokenStore;
import dev.parley.storage.JdbiTurnJournal;
import dev.parley.storage.VaultRotation;
import dev.parley.token.Authorizer;
import dev.parley.token.Memberships;
import dev.parley.token.Secret;
import dev.parley.tool.StandingApprovalStore;
import dev.parley.tool.ToolPolicy;
import dev.parley.turn.ChatService;
import dev.parley.turn.RandomIds;
import dev.parley.turn.TurnEnvironment;
import dev.parley.turn.TurnJournal;
import dev.parley.vault.Vault;
import dev.parley.vault.VaultKeyFile;
import dev.parley.vault.VaultKeys;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is made of what: the whole program on one page. */
final class AppModule extends AbstractModule {

    private static final String OPENAI_URL = "https://api.openai.com/v1";

    /** Of a request to the server that brings no attachment. */
    private static final int BODY_BYTES_MAX = 1_000_000;

    private final AppConfig config;
    private final Map<String, String> environment;
    private final Closing closing;

    /** A module whose parts are closed by {@code closing}, in the reverse order of their making. */
    AppModule(AppConfig config, Map<String, String> environment, Closing closing) {
        this.config = config;
        this.environment = environment;
        this.closing = closing;
    }

    @Provides
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Provides
    @Singleton
    Database database() {
        return closing.add(
                Database.open(
                        config.database().url().isEmpty()
                                ? DatabaseConfig.in(config.dataDir())
                                : DatabaseConfig.postgres(config.database().url())));
    }

    /** After the database, as that makes the data folder and keeps other processes out of it. */
    @Provides
    @Singleton
    @SuppressWarnings("UnusedVariable")
    Vault vault(Database database) {
        AppConfig.Vault vault = config.vault();
        return new Vault(
                vault.keyFile()
                        ? new VaultKeyFile(config.dataDir()).openOrCreate()
                        : VaultKeys.parse(vault.keys()));
    }

    @Provides
    @Singleton
    VaultRotation vaultRotation(Database database, Vault vault) {
        return closing.add(new VaultRotation(database, vault));
    }

    @Provides
    @Singleton
    OAuthStores oauthStores(Database database, Vault vault, InstantSource clock) {
        return new OAuthStores(
                new JdbiTokenStore(database, vault),
                new JdbiClientRegistrationStore(database, vault),
                new JdbiPendingAuthorizationStore(database, vault, clock));
    }

    @Provides
    @Singleton
    ConversationStore conversations(Database database) {
        return new JdbiConversationStore(database);
    }

    @Provides
    @Singleton
    StandingApprovalStore standingApprovals(Database database) {
        return new JdbiStandingApprovalStore(database);
    }

    @Provides
    @Singleton
    Attachments attachments(Database database, InstantSource clock) {
        return new Attachments(
                new JdbiAttachmentStore(database), config.attachments(), clock, new RandomIds());
    }

    @Provides
    @Singleton
    TurnJournal journal(Database database) {
        return new JdbiTurnJournal(database);
    }

    @Provides
    @Singleton
    ChatModel model() {
        if (config.model().demo()) {
            return new DemoChatModel();
        }
        OpenAiChatModel model = closing.add(new OpenAiChatModel(openAi(config.model())));
        // The first call of a process costs seconds of class loading; take them now, aside.
        Thread.ofPlatform().daemon().name("model-warm-up").start(model::warmUp);
        return model;
    }

    private static OpenAiConfig openAi(AppConfig.Model model) {
        return OpenAiConfig.of(
                        model.baseUrl().isEmpty() ? OPENAI_URL : model.baseUrl(),
                        Secret.of(model.apiKey().isEmpty() ? "none" : model.apiKey()),
                        model.names().getFirst())
                .withModels(model.names())
                .withApi(
                        switch (model.api()) {
                            case CHAT_COMPLETIONS -> OpenAiConfig.Api.CHAT_COMPLETIONS;
                            case RESPONSES -> OpenAiConfig.Api.RESPONSES;
                        })
                .withLimits(model.silenceMax(), model.callTimeMax(), model.retriesMax());
    }

    @Provides
    @Singleton
    McpServers mcpServers(InstantSource clock, OAuthStores stores, Memberships memberships) {
        List<McpServerConfig> configs =
                Files.exists(config.mcpConfig())
                        ? McpConfigFile.read(config.mcpConfig(), environment)
                        : List.of(demoServer(clock));
        McpSecurity security =
                new McpSecurity(
                        config.egress(), stores, config.server().clientDocument(), memberships);
        return closing.add(new McpServers(configs, Version.current(), clock, security));
    }

    @Provides
    @Singleton
    Authorizer authorizer(McpServers servers) {
        return servers.authorizer();
    }

    private McpServerConfig demoServer(InstantSource clock) {
        DemoServer server = closing.add(DemoServer.start(clock));
        return new McpServerConfig(
                "demo",
                new McpServerConfig.Transport.Http(server.url(), Map.of()),
                new ToolPolicy.Rules(true, List.of(), List.of(), List.of()),
                McpServerConfig.TIMEOUT_DEFAULT);
    }

    @Provides
    @Singleton
    PromptService prompts(McpServers servers) {
        return new PromptService(servers.all());
    }

    @Provides
    @Singleton
    TurnEnvironment turnEnvironment(
            ChatModel model,
            McpServers servers,
            StandingApprovalStore standingApprovals,
            ConversationStore conversations,
            TurnJournal journal,
            Attachments attachments,
            InstantSource clock) {
        return new TurnEnvironment(
                model,
                servers.all(),
                new ToolPolicy(servers.rules()),
                standingApprovals,
                conversations,
                journal,
                config.database().lease(),
                config.systemPrompt(),
                config.limits(),
                clock,
                new RandomIds(),
                attachments);
    }

    @Provides
    @Singleton
    ChatService chat(TurnEnvironment turnEnvironment, PromptService prompts) {
        return closing.add(new ChatService(turnEnvironment, prompts));
    }

    @Provides
    @Singleton
    JdbiAccountStore accounts(Database database) {
        return new JdbiAccountStore(database);
    }

    @Provides
    @Singleton
    Sessions sessions(Database database, JdbiAccountStore accounts, InstantSource clock) {
        return new Sessions(
                new JdbiSessionStore(database), accounts, config.signIn().sessions(), clock);
    }

    @Provides
    @Singleton
    ApiKeys keys(Database database, JdbiAccountStore accounts, InstantSource clock) {
        return new ApiKeys(new JdbiApiKeyStore(database), accounts, clock);
    }

    /**
     * Without a {@link ChatService}: who only keeps users out must not become a replica, which
     * takes over turns.
     */
    @Provides
    @Singleton
    Accounts userAccounts(JdbiAccountStore accounts, Sessions sessions, TurnJournal journal) {
        return new Accounts(accounts, sessions, journal::requestStop);
    }

    /** What the settings say, and what identity providers do. */
    @Provides
    @Singleton
    Memberships memberships(JdbiAccountStore accounts) {
        ConfiguredMemberships configured = config.memberships();
        return principal -> {
            Set<String> organizations = new HashSet<>(configured.organizations(principal));
            organizations.addAll(accounts.organizations(principal));
            return organizations;
        };
    }

    @Provides
    @Singleton
    Access access(
            Provider<IdentityProvider> provider,
            Sessions sessions,
            ApiKeys keys,
            Memberships memberships,
            Provider<BucketRateLimiter> limiter,
            InstantSource clock) {
        SignInConfig signIn = config.signIn();
        return signIn.local()
                ? Access.local(keys, memberships, clock)
                : new Access(
                        new Access.Mode.SignIn(
                                provider.get(),
                                sessions,
                                signIn.sessions(),
                                signIn.approvalAgeMax()),
                        keys,
                        memberships,
                        limiter.get(),
                        clock);
    }

    /** Its own connections to the database are not made where nobody is counted. */
    @Provides
    @Singleton
    BucketRateLimiter limiter(Database database, InstantSource clock) {
        return closing.add(new BucketRateLimiter(database, clock));
    }

    @Provides
    @Singleton
    IdentityProvider identityProvider(McpServers servers, OAuthStores stores, InstantSource clock) {
        return switch (config.signIn().way()) {
            case Way.Local it -> throw new IllegalStateException("nobody signs in");
            case Way.OpenId it ->
                    new OpenIdProvider(
                            it.settings(),
                            guarded(Origin.of(it.settings().issuer())).client(),
                            stores.pending(),
                            clock);
            case Way.Sentry it ->
                    new SentryProvider(
                            it.settings(),
                            servers.newcomers(),
                            guarded(Origin.of(it.settings().url())).client(),
                            stores.pending(),
                            clock);
            case Way.Server it ->
                    new ServerSignIn(it.name(), servers.newcomers(), guarded().client(), clock);
        };
    }

    /**
     * Through the gate; an administrator has named {@code origins}, so that they may be private.
     */
    private GuardedHttp guarded(Origin... origins) {
        return closing.add(
                new GuardedHttp(new EgressGate(config.egress().listing(Set.of(origins)))));
    }

    @Provides
    @Singleton
    HttpServer http(
            ChatService chat,
            ConversationStore conversations,
            McpServers servers,
            PromptService prompts,
            Authorizer authorizer,
            Access access) {
        AppConfig.Server server = config.server();
        AppConfig.Model model = config.model();
        HttpConfig httpConfig =
                new HttpConfig(
                        server.host(),
                        server.port(),
                        server.publicUrl(),
                        new HttpConfig.Model(
                                model.demo() ? "demo" : model.names().getFirst(), model.demo()),
                        server.heartbeat(),
                        BODY_BYTES_MAX,
                        server.limits());
        HttpServer http =
                new HttpServer(
                        httpConfig,
                        chat,
                        conversations,
                        new Servers(
                                servers.all(), servers.all(), servers.all(), prompts, authorizer),
                        access);
        closing.add(http);
        // Closed before the server: turns end, so that their streams end by themselves.
        closing.add(chat);
        return http;
    }
}
