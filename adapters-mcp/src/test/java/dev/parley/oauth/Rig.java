package dev.parley.oauth;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Grant;
import dev.parley.token.InMemoryClientRegistrationStore;
import dev.parley.token.InMemoryPendingAuthorizationStore;
import dev.parley.token.InMemoryTokenStore;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.OkHttpClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A server, its authorization server, and replicas of Parley that share their stores. */
final class Rig implements AutoCloseable {

    static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    static final String WEB = "https://parley.example/api/auth/callback";
    static final String TERMINAL = "http://127.0.0.1:8971/callback";

    /** One process of Parley. */
    record Replica(AccessTokens tokens, SignInDemands demands, OAuthAuthorizer authorizer) {}

    final MovableClock clock;
    final OkHttpClient client = new OkHttpClient();
    final FakeAuthorizationServer issuer;
    final FakeProtectedServer server;
    final WatchedTokenStore watched;
    final OAuthStores stores;
    final AtomicReference<ProtectedServer> settings = new AtomicReference<>();
    private final List<Replica> replicas = new ArrayList<>();
    private String clientDocument = "";

    Rig() {
        this(new FakeAuthorizationServer());
    }

    Rig(FakeAuthorizationServer issuer) {
        this(issuer, new MovableClock(1));
    }

    Rig(FakeAuthorizationServer issuer, MovableClock clock) {
        this.clock = clock;
        this.issuer = issuer;
        this.server = new FakeProtectedServer(issuer);
        this.watched = new WatchedTokenStore(new InMemoryTokenStore(clock));
        this.stores =
                new OAuthStores(
                        watched,
                        new InMemoryClientRegistrationStore(clock),
                        new InMemoryPendingAuthorizationStore(clock));
        settings.set(ProtectedServer.of("files", server.url()));
    }

    Rig clientDocument(String url) {
        clientDocument = url;
        return this;
    }

    /** One process more. */
    Replica replica() {
        return replica(client);
    }

    /** One process more, that sends by this client. */
    Replica replica(OkHttpClient client) {
        ProtectedServers servers =
                (principal, name) ->
                        Optional.of(settings.get()).filter(it -> it.name().equals(name));
        AccessTokens tokens = new AccessTokens(servers, stores, client, clock);
        SignInDemands demands = new SignInDemands(clock);
        Replica replica =
                new Replica(
                        tokens,
                        demands,
                        new OAuthAuthorizer(
                                servers, stores, client, demands, tokens, clientDocument, clock));
        replicas.add(replica);
        return replica;
    }

    /** Signs in as a user does who says yes. */
    Grant signIn(Replica replica, Principal principal) {
        AuthorizationStart start = replica.authorizer().begin(principal, "files", WEB);
        return replica.authorizer().complete(principal, issuer.approve(start));
    }

    Secret token(Replica replica, Principal principal) {
        return replica.tokens().current(principal, "files").orElseThrow();
    }

    StoredGrant stored(Principal principal) {
        return stores.tokens().find(principal, "files").orElseThrow();
    }

    /** The failure that {@code call} ends with. */
    static AuthorizationFailed failure(ThrowingCallable call) {
        AuthorizationFailed failure = catchThrowableOfType(AuthorizationFailed.class, call);
        if (failure == null) {
            throw new AssertionError("it did not fail");
        }
        return failure;
    }

    @Override
    public void close() {
        replicas.forEach(it -> it.tokens().close());
        server.close();
        issuer.close();
    }
}
