package dev.parley.oauth;

import static dev.parley.oauth.FakeProtectedServer.DESCRIPTION;
import static dev.parley.oauth.Rig.ANN;
import static dev.parley.oauth.Rig.WEB;
import static dev.parley.oauth.Rig.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.RecordingServer.Hit;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationFailed.Reason;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class DiscoveryTest {

    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final Rig tenant = new Rig(new FakeAuthorizationServer("/tenant1"));
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        tenant.close();
        rig.close();
    }

    @Test
    void l07TheDescriptionThatTheServerNamesIsTheOnlyOneAskedFor() {
        rig.server.describeNowhere();
        rig.server.describeAt("/custom/prm.json", rig.issuer.issuer());
        rig.server.challenge(
                "Bearer resource_metadata=\"" + rig.server.origin() + "/custom/prm.json\"");

        begin(rig);

        assertThat(rig.server.probes()).containsExactly("/custom/prm.json");
    }

    @Test
    void l07TheDescriptionIsLookedForAtThePathAndNotAtTheRoot() {
        begin(rig);

        assertThat(rig.server.probes()).containsExactly(DESCRIPTION + "/mcp");
    }

    @Test
    void l07TheDescriptionIsLookedForAtTheRootLast() {
        rig.server.describeNowhere();
        rig.server.describeAt(DESCRIPTION, rig.issuer.issuer());

        begin(rig);

        assertThat(rig.server.probes()).containsExactly(DESCRIPTION + "/mcp", DESCRIPTION);
    }

    @Test
    void l07MetadataOfAnIssuerWithAPathIsLookedForInThreePlaces() {
        tenant.issuer.metadataPaths.clear();
        tenant.issuer.metadataPaths.add("/tenant1" + OPENID);

        begin(tenant);

        assertThat(tenant.issuer.requests().hits())
                .extracting(Hit::path)
                .startsWith(OAUTH + "/tenant1", OPENID + "/tenant1", "/tenant1" + OPENID)
                .doesNotContain(OAUTH, OPENID);
    }

    @Test
    void l07MetadataOfAnIssuerWithoutAPathIsLookedForInTwoPlaces() {
        rig.issuer.metadataPaths.clear();
        rig.issuer.metadataPaths.add(OPENID);

        begin(rig);

        assertThat(rig.issuer.requests().hits()).extracting(Hit::path).startsWith(OAUTH, OPENID);
    }

    @Test
    void aServerFromBeforeDescriptionsIsItsOwnAuthorizationServer() {
        rig.server.describeNowhere();
        rig.server.answer(
                OAUTH,
                Answer.json(200, with(rig.issuer.metadata, Map.of("issuer", rig.server.origin()))));

        String url = rig.replica().authorizer().begin(ANN, "files", WEB).url();

        assertThat(url).startsWith(rig.issuer.url("/authorize"));
        assertThat(rig.server.probes()).containsExactly(DESCRIPTION + "/mcp", DESCRIPTION, OAUTH);
    }

    @Test
    void l09NothingIsGuessedWhereNothingIsDescribed() {
        rig.server.describeNowhere();

        AuthorizationFailed failure = failure(() -> begin(rig));

        assertThat(failure.reason()).isEqualTo(Reason.INVALID_METADATA);
        assertThat(rig.server.probes()).noneMatch(it -> it.contains("authorize"));
        assertThat(rig.server.probes()).allMatch(it -> it.startsWith("/.well-known/"));
    }

    @Test
    void aServerThatAsksForNothingNeedsNoSignIn() {
        rig.server.describeNowhere();
        rig.server.challenge("");

        assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.NOT_NEEDED);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429})
    void l09AServerThatFailsIsNotOneWithoutADescription(int status) {
        rig.server.answer(DESCRIPTION + "/mcp", Answer.empty(status));
        rig.server.describeAt(DESCRIPTION, "https://evil.example");

        assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(rig.server.probes()).containsExactly(DESCRIPTION + "/mcp");
    }

    @Test
    void l05MetadataOfAnotherIssuerIsRefused() {
        rig.issuer.metadata.put("issuer", "https://other.example");

        assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.INVALID_METADATA);
        assertThat(rig.issuer.hits("/register")).isEmpty();
    }

    @Test
    void l05AnIssuerIsComparedAsItIsWritten() {
        rig.issuer.metadata.put("issuer", rig.issuer.issuer() + "/");

        assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.INVALID_METADATA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/mcp",
                "http://localhost:1/mcp",
                "ORIGIN/mcp2",
                "ORIGIN/mcp/more",
                "ORIGIN/other",
                "ORIGIN/mc",
                "ORIGIN/mcp#fragment",
                "ORIGIN/mcp?tenant=1",
                "",
                "files",
                "urn:files",
            })
    void l06ADescriptionOfAnotherServerIsRefused(String resource) {
        rig.server.describe(Map.of("resource", resource.replace("ORIGIN", rig.server.origin())));

        assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.INVALID_METADATA);
        assertThat(rig.issuer.requests().hits()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/mcp, https://a.example/mcp",
        "https://a.example/mcp, https://A.EXAMPLE:443/mcp",
        "https://a.example/mcp, https://a.example",
        "https://a.example/mcp, https://a.example/",
        "https://a.example/one/mcp, https://a.example/one",
        "https://a.example/mcp/, https://a.example/mcp",
        "https://a.example/mcp?x=1, https://a.example/mcp?x=1",
        "http://127.0.0.1:80/mcp, http://127.0.0.1/mcp",
    })
    void l06AServerIsNamedByItsUrlOrOneAbove(String url, String resource) {
        assertThat(ResourceMetadata.names(resource, URI.create(url))).isTrue();
    }

    @Test
    void l06AQueryIsPartOfTheName() {
        URI url = URI.create(rig.server.url() + "?tenant=1");
        rig.settings.set(ProtectedServer.of("files", url));
        rig.server.describe(Map.of("resource", url.toString()));

        assertThat(
                        FakeAuthorizationServer.query(
                                rig.replica().authorizer().begin(ANN, "files", WEB)))
                .containsEntry("resource", url.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/mcp#x, https://a.example/mcp",
        "https://A.example:443/, https://a.example",
        "https://a.example:8443/mcp/, https://a.example:8443/mcp/",
    })
    void l06TheNameOfAServerIsItsUrlWithoutFragment(String url, String name) {
        assertThat(ResourceMetadata.nameOf(URI.create(url))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "vbscript:x",
                "https://a/$(touch /tmp/p)",
                "https://a.example/$(touch)",
                "https://a.example/`id`",
                "https://a.example/'x'",
                "https://a.example/\"x",
                "https://a.example/a b",
                "https://a.example/a\nb",
                "https://a.example/a\\b",
                "https://a.example/#x",
                "https://user@a.example/",
                "https://user:pass@a.example/",
                "--upload-pack=x",
                "http://public.example/",
                "http://127.0.0.1.example/",
                "http://2130706433/",
                "http://127.1/",
                "http://0177.0.0.1/",
                "https:///authorize",
                "https:authorize",
                "//a.example/authorize",
                "ftp://a.example/",
                "https://ä.example/",
            })
    void l10AddressesThatBrowsersMustNotOpenAreRefused(String url) {
        rig.issuer.metadata.put("authorization_endpoint", url);

        AuthorizationFailed failure = failure(() -> begin(rig));

        assertThat(failure.reason()).isEqualTo(Reason.INVALID_METADATA);
        assertThat(failure).hasMessageNotContaining(url);
        assertThat(rig.issuer.hits("/register")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization_endpoint",
                "token_endpoint",
                "registration_endpoint",
                "revocation_endpoint"
            })
    void l10EveryEndpointIsChecked(String field) {
        rig.issuer.metadata.put(field, "http://public.example/x");

        assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.INVALID_METADATA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example/authorize?tenant=1&x=(y)",
                "https://a.example:8443/o/authorize;v=2",
                "http://127.0.0.1:9/authorize",
                "http://localhost/authorize",
                "http://[::1]:9/authorize",
            })
    void l10PlainAddressesAreOpened(String url) {
        rig.issuer.metadata.put("authorization_endpoint", url);

        String sentTo = rig.replica().authorizer().begin(ANN, "files", WEB).url();

        assertThat(sentTo).startsWith(url.split("\\?", 2)[0] + "?");
        assertThat(sentTo.contains("tenant=1")).isEqualTo(url.contains("tenant=1"));
    }

    @Test
    void e03ARedirectedDescriptionIsNone() {
        try (RecordingServer canary = new RecordingServer(hit -> Answer.empty(200))) {
            rig.server.answer(
                    DESCRIPTION + "/mcp",
                    Answer.empty(302).with("Location", canary.origin() + "/prm"));

            assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.INVALID_METADATA);
            assertThat(canary.hits()).isEmpty();
        }
    }

    @Test
    void e06AnEndlessDescriptionIsRefused() {
        String filling = "x".repeat(AuthorizationHttp.METADATA_MAX_BYTES);
        rig.server.describe(Map.of("filling", filling));

        assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.INVALID_METADATA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{",
                "{\"resource\":1}",
                "{\"resource\":\"SELF\",\"authorization_servers\":\"x\"}",
                "{\"resource\":\"SELF\",\"authorization_servers\":[1]}",
                "{\"resource\":\"SELF\",\"authorization_servers\":[]}",
                "{\"resource\":\"SELF\"}",
            })
    void aDescriptionThatIsNoneIsRefused(String json) {
        rig.server.answer(
                DESCRIPTION + "/mcp",
                new Answer(
                        200,
                        Map.of("Content-Type", "application/json"),
                        json.replace("SELF", rig.server.url().toString())));

        assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.INVALID_METADATA);
    }

    @Test
    void l08OnlyTheIssuerOfTheSettingsIsTaken() {
        rig.settings.set(
                new ProtectedServer(
                        "files", rig.server.url(), "https://as.example", "", null, Set.of()));

        assertThat(failure(() -> begin(rig)).reason()).isEqualTo(Reason.INVALID_METADATA);
        assertThat(rig.issuer.requests().hits()).isEmpty();
    }

    private static void begin(Rig rig) {
        assertThat(rig.replica().authorizer().begin(ANN, "files", WEB).url()).isNotEmpty();
    }

    private static Map<String, Object> with(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> both = new LinkedHashMap<>(one);
        both.putAll(other);
        return both;
    }
}
