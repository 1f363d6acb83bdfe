package dev.parley.signin;

import dev.parley.oauth.AccessTokens;
import dev.parley.oauth.FakeAuthorizationServer;
import dev.parley.oauth.FakeProtectedServer;
import dev.parley.oauth.MovableClock;
import dev.parley.oauth.OAuthAuthorizer;
import dev.parley.oauth.OAuthStores;
import dev.parley.oauth.ProtectedServer;
import dev.parley.oauth.ProtectedServers;
import dev.parley.oauth.SignInDemands;
import dev.parley.token.Grant;
import dev.parley.token.InMemoryClientRegistrationStore;
import dev.parley.token.InMemoryPendingAuthorizationStore;
import dev.parley.token.InMemoryTokenStore;
import dev.parley.token.Principal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.OkHttpClient;

/** The server {@code files}, who issues its tokens, and Parley that gets them. */
final class ServerRig implements AutoCloseable {

    final MovableClock clock = new MovableClock(1);
    final OkHttpClient client = new OkHttpClient();
    final FakeAuthorizationServer issuer = new FakeAuthorizationServer("", clock);
    final FakeProtectedServer server = new FakeProtectedServer(issuer);
    final AtomicReference<ProtectedServer> settings =
            new AtomicReference<>(ProtectedServer.of("files", server.url()));
    final OAuthStores stores =
            new OAuthStores(
                    new InMemoryTokenStore(clock),
                    new InMemoryClientRegistrationStore(clock),
                    new InMemoryPendingAuthorizationStore(clock));
    final AccessTokens accessTokens;
    final OAuthAuthorizer authorizer;

    ServerRig() {
        ProtectedServers servers =
                (principal, name) ->
                        Optional.of(settings.get()).filter(it -> it.name().equals(name));
        accessTokens = new AccessTokens(servers, stores, client, clock);
        authorizer =
                new OAuthAuthorizer(
                        servers, stores, client, new SignInDemands(clock), accessTokens, "", clock);
    }

    Grant grant(Principal principal) {
        return stores.tokens().find(principal, "files").orElseThrow().grant();
    }

    @Override
    public void close() {
        accessTokens.close();
        server.close();
        issuer.close();
    }
}
