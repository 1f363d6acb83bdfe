package dev.parley.app.crash;

import dev.parley.access.ApiKeys;
import dev.parley.access.InMemoryAccountStore;
import dev.parley.access.InMemoryApiKeyStore;
import dev.parley.http.Access;
import dev.parley.http.HttpConfig;
import dev.parley.http.HttpLimits;
import dev.parley.http.HttpServer;
import dev.parley.http.Servers;
import dev.parley.prompt.PromptService;
import dev.parley.token.FakeAuthorizer;
import dev.parley.token.Memberships;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** A replica with Parley's own HTTP server, on a free port. */
final class HttpReplica implements AutoCloseable {

    private static final Duration LEASE = Duration.ofSeconds(15);

    private final CrashService service;
    private final HttpServer http;

    HttpReplica(World world) {
        World.Stored stored = world.stored();
        service =
                new CrashService(
                        stored.journal(),
                        stored.conversations(),
                        world.folder(),
                        LEASE,
                        new Failpoints(() -> {}),
                        line -> {});
        http =
                new HttpServer(
                        new HttpConfig(
                                "127.0.0.1",
                                0,
                                "",
                                new HttpConfig.Model("oracle", true),
                                Duration.ofSeconds(15),
                                1_000_000,
                                HttpLimits.ONE_USER),
                        service.chat(),
                        stored.conversations(),
                        new Servers(
                                List.of(),
                                List.of(),
                                List.of(),
                                new PromptService(List.of()),
                                new FakeAuthorizer(InstantSource.system())),
                        Access.local(
                                new ApiKeys(
                                        new InMemoryApiKeyStore(),
                                        new InMemoryAccountStore(),
                                        InstantSource.system()),
                                Memberships.NONE,
                                InstantSource.system()));
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.port();
    }

    @Override
    public void close() {
        service.close();
        http.close();
    }
}
