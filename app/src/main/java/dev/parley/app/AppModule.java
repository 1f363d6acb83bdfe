package dev.parley.app;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.parley.access.ApiKeys;
import dev.parley.app.demo.DemoChatModel;
import dev.parley.app.demo.DemoServer;
import dev.parley.conversation.ConversationStore;
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
import dev.parley.storage.Database;
import dev.parley.storage.DatabaseConfig;
import dev.parley.storage.JdbiAccountStore;
import dev.parley.storage.JdbiApiKeyStore;
import dev.parley.storage.JdbiClientRegistrationStore;
import dev.parley.storage.JdbiConversationStore;
import dev.parley.storage.JdbiPendingAuthorizationStore;
import dev.parley.storage.JdbiTokenStore;
import dev.parley.storage.JdbiTurnJournal;
import dev.parley.storage.VaultRotation;
import dev.parley.token.Authorizer;
import dev.parley.token.Secret;
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
import java.util.List;
import java.util.Map;

/** Who is made of what: the whole program on one page. */
final class AppModule extends AbstractModule {

    private static final String OPENAI_URL = "https://api.openai.com/v1";

    /** Of a request to the server, attachments included. */
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
                        model.name())
                .withApi(
                        switch (model.api()) {
                            case CHAT_COMPLETIONS -> OpenAiConfig.Api.CHAT_COMPLETIONS;
                            case RESPONSES -> OpenAiConfig.Api.RESPONSES;
                        })
                .withLimits(model.silenceMax(), model.callTimeMax(), model.retriesMax());
    }

    @Provides
    @Singleton
    McpServers mcpServers(InstantSource clock, OAuthStores stores) {
        List<McpServerConfig> configs =
                Files.exists(config.mcpConfig())
                        ? McpConfigFile.read(config.mcpConfig(), environment)
                        : List.of(demoServer(clock));
        McpSecurity security =
                new McpSecurity(
                        config.egress(),
                        stores,
                        config.server().clientDocument(),
                        config.memberships());
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
            ConversationStore conversations,
            TurnJournal journal,
            InstantSource clock) {
        return new TurnEnvironment(
                model,
                servers.all(),
                new ToolPolicy(servers.rules()),
                conversations,
                journal,
                config.database().lease(),
                config.systemPrompt(),
                config.limits(),
                clock,
                new RandomIds());
    }

    @Provides
    @Singleton
    ChatService chat(TurnEnvironment turnEnvironment, PromptService prompts) {
        return closing.add(new ChatService(turnEnvironment, prompts));
    }

    /** Nobody signs in yet. */
    @Provides
    @Singleton
    Access access(Database database, InstantSource clock) {
        ApiKeys keys =
                new ApiKeys(new JdbiApiKeyStore(database), new JdbiAccountStore(database), clock);
        return Access.local(keys, config.memberships(), clock);
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
                        new HttpConfig.Model(model.demo() ? "demo" : model.name(), model.demo()),
                        server.heartbeat(),
                        BODY_BYTES_MAX);
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
