package dev.parley.app;

import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import dev.parley.access.Accounts;
import dev.parley.cli.ApprovalSession;
import dev.parley.cli.ChatSession;
import dev.parley.cli.Launcher;
import dev.parley.cli.ServerSession;
import dev.parley.cli.StartException;
import dev.parley.cli.UserSession;
import dev.parley.cli.VaultReport;
import dev.parley.http.HttpServer;
import dev.parley.http.ServerStartException;
import dev.parley.mcp.McpConfigException;
import dev.parley.mcp.McpServers;
import dev.parley.storage.Database;
import dev.parley.storage.DatabaseException;
import dev.parley.storage.VaultRotation;
import dev.parley.token.Authorizer;
import dev.parley.token.Principal;
import dev.parley.token.TokenStoreException;
import dev.parley.token.VaultStatus;
import dev.parley.tool.StandingApprovalStore;
import dev.parley.tool.ToolPolicy;
import dev.parley.turn.ChatService;
import dev.parley.vault.VaultKeyFile;
import dev.parley.vault.VaultKeysException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts the program's parts for the command line. */
final class AppLauncher implements Launcher {

    /** How long everything may take to close before the process ends all the same. */
    private static final Duration CLOSING_MAX = Duration.ofMillis(4_500);

    private final Map<String, String> environment;

    AppLauncher(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public int serve(String configFile) {
        // Before the first logger is made: logback.xml asks for it.
        System.setProperty("parley.log.level", "INFO");
        AppConfig config = config(configFile);
        Closing closing = new Closing();
        HttpServer server =
                start(
                        config,
                        closing,
                        injector -> {
                            injector.getInstance(VaultRotation.class).start();
                            HttpServer http = injector.getInstance(HttpServer.class);
                            http.start();
                            return http;
                        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(closing), "shutdown"));
        Greeting.print(System.out, config, server.url());
        return waitForTheEnd();
    }

    @Override
    public ChatSession openChat(String configFile) {
        return open(
                configFile,
                (injector, closing) ->
                        new ChatSession(
                                injector.getInstance(ChatService.class),
                                Principal.local(),
                                injector.getInstance(McpServers.class).all(),
                                closing::close));
    }

    @Override
    public ServerSession openServers(String configFile) {
        return open(
                configFile,
                (injector, closing) -> {
                    McpServers servers = injector.getInstance(McpServers.class);
                    return new ServerSession(
                            injector.getInstance(Authorizer.class),
                            Principal.local(),
                            servers.all(),
                            servers.all(),
                            servers.all(),
                            new ToolPolicy(servers.rules()),
                            closing::close);
                });
    }

    @Override
    public ApprovalSession openApprovals(String configFile) {
        return open(
                configFile,
                (injector, closing) ->
                        new ApprovalSession(
                                injector.getInstance(StandingApprovalStore.class),
                                Principal.local(),
                                closing::close));
    }

    @Override
    public UserSession openUsers(String configFile) {
        return open(
                configFile,
                (injector, closing) ->
                        new UserSession(injector.getInstance(Accounts.class), closing::close));
    }

    @Override
    public VaultReport vaultStatus(String configFile) {
        AppConfig config = config(configFile);
        return withParts(
                config,
                injector -> report(config, injector.getInstance(VaultRotation.class).status()));
    }

    @Override
    public VaultReport rotateVault(String configFile) {
        AppConfig config = config(configFile);
        return withParts(
                config,
                injector -> {
                    if (config.vault().keyFile()) {
                        // The database first: it keeps other processes out of the folder.
                        injector.getInstance(Database.class);
                        new VaultKeyFile(config.dataDir()).addPrimary();
                    }
                    return report(config, injector.getInstance(VaultRotation.class).run());
                });
    }

    private static VaultReport report(AppConfig config, VaultStatus status) {
        return new VaultReport(
                status,
                config.vault().keyFile()
                        ? VaultKeyFile.in(config.dataDir()).toString()
                        : "PARLEY_VAULT_KEYS");
    }

    /** Makes parts that stay open until the session is closed, or the process ends. */
    private <T> T open(String configFile, BiFunction<Injector, Closing, T> opening) {
        AppConfig config = config(configFile);
        Closing closing = new Closing();
        // Ctrl-C ends the process, but not the children of MCP servers by itself.
        Runtime.getRuntime().addShutdownHook(new Thread(closing::close, "shutdown"));
        return start(config, closing, injector -> opening.apply(injector, closing));
    }

    /** Makes parts for one piece of work, and closes them after it. */
    private <T> T withParts(AppConfig config, Function<Injector, T> work) {
        try (Closing closing = new Closing()) {
            return start(config, closing, work);
        }
    }

    private AppConfig config(String file) {
        try {
            return AppConfig.load(file, environment);
        } catch (SettingsException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Makes the parts; when one cannot be made, closes those that could. */
    private <T> T start(AppConfig config, Closing closing, Function<Injector, T> starting) {
        try {
            return starting.apply(
                    Guice.createInjector(new AppModule(config, environment, closing)));
        } catch (ProvisionException
                | CreationException
                | ServerStartException
                | TokenStoreException
                | VaultKeysException e) {
            closing.close();
            throw explained(e);
        }
    }

    /** What our own parts say of why they cannot start is for the user; anything else is a bug. */
    private static RuntimeException explained(RuntimeException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseException
                    || cause instanceof McpConfigException
                    || cause instanceof ServerStartException
                    || cause instanceof VaultKeysException) {
                return new StartException(String.valueOf(cause.getMessage()), failure);
            }
        }
        return failure;
    }

    /**
     * Being told to end is the normal end of a server: exit code 0, not 143, and in time. What is
     * saved is on disk already; a child that does not obey is ended.
     */
    private static void end(Closing closing) {
        Thread closer = Thread.ofPlatform().daemon().name("closing").start(closing::close);
        try {
            if (!closer.join(CLOSING_MAX)) {
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(0);
    }

    private static int waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
