package dev.parley.oauth;

import static dev.parley.oauth.Rig.ANN;
import static dev.parley.oauth.Rig.BOB;
import static dev.parley.oauth.Rig.TERMINAL;
import static dev.parley.oauth.Rig.WEB;
import static dev.parley.oauth.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.RecordingServer.Hit;
import dev.parley.oauth.Rig.Replica;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.ClientAuthentication;
import dev.parley.token.ClientRegistration;
import dev.parley.token.ClientRegistrationStore;
import dev.parley.token.Grant;
import dev.parley.token.InMemoryClientRegistrationStore;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.minidev.json.JSONObject;
import net.minidev.json.JSONValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class RegistrationTest {

    private static final String DOCUMENT = "https://parley.example/client-metadata.json";

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void l11AClientThatTheSettingsNameIsUsedFirst() {
        rig.clientDocument(DOCUMENT);
        rig.issuer.metadata.put("client_id_metadata_document_supported", true);
        rig.issuer.addClient("by-hand", "its secret+", WEB);
        byHand("");

        Grant grant = rig.signIn(rig.replica(), ANN);

        assertThat(grant.source().clientId()).isEqualTo("by-hand");
        assertThat(grant.source().clientAuthentication()).isEqualTo(ClientAuthentication.BASIC);
        assertThat(rig.issuer.hits("/register")).isEmpty();
    }

    @Test
    void l11ADocumentIsUsedWhereItIsTaken() {
        rig.clientDocument(DOCUMENT);
        rig.issuer.metadata.put("client_id_metadata_document_supported", true);

        Grant grant = rig.signIn(rig.replica(), ANN);

        assertThat(grant.source().clientId()).isEqualTo(DOCUMENT);
        assertThat(rig.issuer.hits("/token").getFirst().form())
                .containsEntry("client_id", DOCUMENT)
                .doesNotContainKey("client_secret");
        assertThat(rig.issuer.hits("/register")).isEmpty();
    }

    @Test
    void l11ADocumentIsNotUsedWhereNobodySaysThatItIsTaken() {
        rig.clientDocument(DOCUMENT);

        Grant grant = rig.signIn(rig.replica(), ANN);

        assertThat(grant.source().clientId()).isNotEqualTo(DOCUMENT);
        assertThat(rig.issuer.hits("/register")).hasSize(1);
    }

    @Test
    void l11WithoutAnyWayTheUserIsToldWhatToDo() {
        rig.issuer.metadata.remove("registration_endpoint");

        AuthorizationFailed failure = failure(() -> rig.signIn(rig.replica(), ANN));

        assertThat(failure.reason()).isEqualTo(Reason.NOT_REGISTERED);
        assertThat(failure).hasMessageContaining("mcp.json").hasMessageContaining("clientId");
    }

    @Test
    void l11TheWebServerAndTheTerminalEachHaveARegistration() {
        OAuthAuthorizer authorizer = rig.replica().authorizer();
        rig.server.describe(Map.of("scopes_supported", List.of("read", "write")));

        AuthorizationStart web = authorizer.begin(ANN, "files", WEB);
        AuthorizationStart terminal = authorizer.begin(ANN, "files", TERMINAL);
        AuthorizationStart again = authorizer.begin(ANN, "files", WEB);

        assertThat(clientOf(web)).isEqualTo(clientOf(again)).isNotEqualTo(clientOf(terminal));
        List<Map<String, Object>> asked = registrations();
        assertThat(asked).hasSize(2);
        assertThat(asked.getFirst())
                .containsEntry("application_type", "web")
                .containsEntry("redirect_uris", List.of(WEB))
                .containsEntry("token_endpoint_auth_method", "client_secret_basic")
                .containsEntry("response_types", List.of("code"))
                .containsEntry("grant_types", List.of("authorization_code", "refresh_token"))
                .containsEntry("scope", "read write");
        assertThat(asked.getLast())
                .containsEntry("application_type", "native")
                .containsEntry("redirect_uris", List.of(TERMINAL))
                .containsEntry("token_endpoint_auth_method", "none");
    }

    @Test
    void l11FortyFirstSignInsOnTwoReplicasRegisterOnce() throws Exception {
        List<Replica> replicas = List.of(rig.replica(), rig.replica());
        CountDownLatch all = new CountDownLatch(40);
        List<Callable<String>> signIns = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Replica replica = replicas.get(i % 2);
            Principal principal = new Principal("https://id.example", "user" + i, "User");
            signIns.add(
                    () -> {
                        all.countDown();
                        assertThat(all.await(5, TimeUnit.SECONDS)).isTrue();
                        return rig.signIn(replica, principal).source().clientId();
                    });
        }

        Set<String> clients = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> client : threads.invokeAll(signIns)) {
                clients.add(client.get());
            }
        }

        assertThat(clients).hasSize(1);
        assertThat(rig.issuer.hits("/register")).hasSize(1);
    }

    @Test
    void l11AReplicaThatDiedWhileItRegisteredIsNotWaitedForForEver() {
        rig.stores
                .registrations()
                .leaseRegistration("files", rig.issuer.issuer(), WEB, Duration.ofSeconds(1));

        Grant grant = rig.signIn(rig.replica(), ANN);

        assertThat(grant.source().clientId()).isNotEmpty();
        assertThat(rig.issuer.hits("/register")).hasSize(1);
    }

    /** The other replica saved after this one had looked, and before it had the lease. */
    @Test
    void l11WhoHasTheLeaseLooksAgain() {
        ClientRegistration others =
                ClientRegistration.ofPublicClient("files", rig.issuer.issuer(), WEB, "others");
        InMemoryClientRegistrationStore store = new InMemoryClientRegistrationStore(rig.clock);
        ClientRegistrationStore racing = new SavesBeforeItLeases(store, others);
        AuthorizationHttp http = new AuthorizationHttp(rig.client);
        ProtectedServer server = rig.settings.get();
        AuthorizationServer issuer =
                new Discovery(http)
                        .find(server, Challenge.NONE)
                        .orElseThrow()
                        .authorizationServer();

        OAuthClient client =
                new ClientRegistrar(http, racing, "", rig.clock)
                        .clientFor(server, issuer, WEB, Set.of());

        assertThat(client.id()).isEqualTo("others");
        assertThat(rig.issuer.hits("/register")).isEmpty();
        assertThat(
                        store.leaseRegistration(
                                "files", rig.issuer.issuer(), WEB, Duration.ofMinutes(1)))
                .isPresent();
    }

    private record SavesBeforeItLeases(ClientRegistrationStore store, ClientRegistration others)
            implements ClientRegistrationStore {

        @Override
        public Optional<ClientRegistration> find(String server, String issuer, String uri) {
            return store.find(server, issuer, uri);
        }

        @Override
        public Optional<ClientRegistration> findClient(String server, String issuer, String id) {
            return store.findClient(server, issuer, id);
        }

        @Override
        public void save(ClientRegistration registration) {
            store.save(registration);
        }

        @Override
        public void delete(String server, String issuer, String clientId) {
            store.delete(server, issuer, clientId);
        }

        @Override
        public Optional<String> leaseRegistration(
                String server, String issuer, String uri, Duration duration) {
            store.save(others);
            return store.leaseRegistration(server, issuer, uri, duration);
        }

        @Override
        public void endRegistrationLease(String server, String issuer, String uri, String lease) {
            store.endRegistrationLease(server, issuer, uri, lease);
        }
    }

    @Test
    void l11ARegistrationRefusedForItsScopesIsTriedOnceWithoutThem() {
        rig.server.describe(Map.of("scopes_supported", List.of("read", "unheard-of")));
        rig.issuer.script(
                "/register",
                hit ->
                        hit.body().contains("unheard-of")
                                ? FakeAuthorizationServer.error(400, "invalid_client_metadata")
                                : null);
        Replica replica = rig.replica();

        Grant grant = rig.signIn(replica, ANN);
        Grant again = rig.signIn(replica, BOB);

        List<Map<String, Object>> asked = registrations();
        assertThat(asked).hasSize(2);
        assertThat(asked.getFirst()).containsEntry("scope", "read unheard-of");
        assertThat(asked.getLast()).doesNotContainKey("scope");
        asked.getFirst().remove("scope");
        assertThat(asked.getLast()).isEqualTo(asked.getFirst());
        assertThat(again.source().clientId()).isEqualTo(grant.source().clientId());
    }

    @Test
    void l11ARegistrationRefusedForAnotherReasonIsNotTriedAgain() {
        rig.server.describe(Map.of("scopes_supported", List.of("read")));
        for (Answer refusal :
                List.of(
                        FakeAuthorizationServer.error(400, "invalid_redirect_uri"),
                        FakeAuthorizationServer.error(403, "invalid_client_metadata"),
                        Answer.html(400, "invalid_client_metadata"))) {
            rig.issuer.script("/register", hit -> refusal);
            int before = registrations().size();

            AuthorizationFailed failure = failure(() -> rig.signIn(rig.replica(), ANN));

            assertThat(failure.reason()).isEqualTo(Reason.NOT_REGISTERED);
            assertThat(registrations()).hasSize(before + 1);
        }
    }

    @Test
    void l11ARegistrationWithoutScopesOrRefusedTwiceIsNotTriedAgain() {
        rig.issuer.script(
                "/register", hit -> FakeAuthorizationServer.error(400, "invalid_client_metadata"));

        assertThat(failure(() -> rig.signIn(rig.replica(), ANN)).reason())
                .isEqualTo(Reason.NOT_REGISTERED);
        assertThat(registrations()).hasSize(1);

        rig.server.describe(Map.of("scopes_supported", List.of("read")));
        assertThat(failure(() -> rig.signIn(rig.replica(), ANN)).reason())
                .isEqualTo(Reason.NOT_REGISTERED);
        assertThat(registrations()).hasSize(3);
    }

    @Test
    void aRegistrationThatFailedMayBeTriedAgain() {
        Replica replica = rig.replica();
        rig.issuer.script("/register", hit -> Answer.empty(503));
        assertThat(failure(() -> rig.signIn(replica, ANN)).reason()).isEqualTo(Reason.UNREACHABLE);

        rig.issuer.unscript("/register");

        assertThat(rig.signIn(replica, ANN).server()).isEqualTo("files");
    }

    @Test
    void aSecretThatHasEndedIsAskedForAnew() {
        Replica replica = rig.replica();
        rig.issuer.script(
                "/register",
                hit ->
                        Answer.json(
                                201,
                                Map.of(
                                        "client_id",
                                        "short",
                                        "client_secret",
                                        "secret",
                                        "client_secret_expires_at",
                                        rig.clock.instant().plusSeconds(60).getEpochSecond())));
        String first = clientOf(replica.authorizer().begin(ANN, "files", WEB));
        rig.issuer.unscript("/register");
        rig.clock.advance(Duration.ofMinutes(2));

        String second = clientOf(replica.authorizer().begin(ANN, "files", WEB));

        assertThat(first).isEqualTo("short");
        assertThat(second).isNotEqualTo("short");
    }

    @ParameterizedTest
    @CsvSource({
        "client_secret_basic, BASIC",
        "client_secret_post, POST",
        "none, NONE",
        "private_key_jwt client_secret_post, POST",
        "none client_secret_basic, BASIC",
    })
    void clientsProveWhoTheyAreInAWayTheIssuerKnows(String methods, ClientAuthentication way) {
        rig.issuer.metadata.put(
                "token_endpoint_auth_methods_supported", List.of(methods.split(" ", -1)));

        Grant grant = rig.signIn(rig.replica(), ANN);

        assertThat(grant.source().clientAuthentication()).isEqualTo(way);
        Hit hit = rig.issuer.hits("/token").getFirst();
        assertThat(hit.header("authorization").startsWith("Basic "))
                .isEqualTo(way == ClientAuthentication.BASIC);
        assertThat(hit.form().containsKey("client_secret"))
                .isEqualTo(way == ClientAuthentication.POST);
    }

    @Test
    void theWayThatTheRegistrationSaysIsTaken() {
        rig.issuer.addClient("given", "secret", WEB);
        rig.issuer.script(
                "/register",
                hit ->
                        Answer.json(
                                200,
                                Map.of(
                                        "client_id",
                                        "given",
                                        "client_secret",
                                        "secret",
                                        "token_endpoint_auth_method",
                                        "client_secret_post")));

        Grant grant = rig.signIn(rig.replica(), ANN);

        assertThat(grant.source().clientAuthentication()).isEqualTo(ClientAuthentication.POST);
    }

    @Test
    void anIssuerThatKnowsNoWayOfOursIsToldToTheUser() {
        rig.issuer.metadata.put(
                "token_endpoint_auth_methods_supported", List.of("private_key_jwt"));

        assertThat(failure(() -> rig.signIn(rig.replica(), ANN)).reason())
                .isEqualTo(Reason.NOT_REGISTERED);
    }

    @Test
    void secretsAreEncodedAsTheRulesForBasicSay() {
        rig.issuer.addClient("by-hand", "its secret+", WEB);
        byHand("");

        rig.signIn(rig.replica(), ANN);

        String header = rig.issuer.hits("/token").getFirst().header("authorization");
        assertThat(
                        new String(
                                Base64.getDecoder().decode(header.substring(6)),
                                StandardCharsets.UTF_8))
                .isEqualTo("by-hand:its+secret%2B");
    }

    @Test
    void l08ASecretByHandDoesNotFollowAServerToAnotherIssuer() {
        Replica replica = rig.replica();
        rig.issuer.addClient("by-hand", "its secret+", WEB);
        byHand("");
        rig.signIn(replica, ANN);

        try (FakeAuthorizationServer other = new FakeAuthorizationServer()) {
            rig.server.moveTo(other);

            AuthorizationFailed failure =
                    failure(() -> replica.authorizer().begin(ANN, "files", WEB));

            assertThat(failure.reason()).isEqualTo(Reason.INVALID_METADATA);
            assertThat(failure).hasMessageContaining("changed its authorization server");
            assertThat(other.requests().everything()).doesNotContain("by-hand", "secret+");
        }
    }

    private void byHand(String issuer) {
        rig.settings.set(
                new ProtectedServer(
                        "files",
                        rig.server.url(),
                        issuer,
                        "by-hand",
                        Secret.of("its secret+"),
                        Set.of()));
    }

    private List<Map<String, Object>> registrations() {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Hit hit : rig.issuer.hits("/register")) {
            documents.add((JSONObject) JSONValue.parse(hit.body()));
        }
        return documents;
    }

    private static String clientOf(AuthorizationStart start) {
        return Objects.requireNonNull(FakeAuthorizationServer.query(start).get("client_id"));
    }
}
