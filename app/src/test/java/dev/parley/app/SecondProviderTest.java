package dev.parley.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.inject.Guice;
import dev.parley.http.HttpServer;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.NettyWrapper;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole program in front of mock-oauth2-server, which people sign in at by a form and which
 * others have written: other endpoints, other metadata and other tokens than oidc-provider's.
 */
@Timeout(120)
class SecondProviderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;
    private final MockOAuth2Server provider =
            new MockOAuth2Server(
                    new OAuth2Config(
                            true,
                            null,
                            null,
                            false,
                            new OAuth2TokenProvider(),
                            Set.of(),
                            new NettyWrapper()));
    private final Closing closing = new Closing();
    private final HttpClient anns = browser();
    private final HttpClient bobs = browser();
    private String parley = "";

    @BeforeEach
    void start() throws Exception {
        provider.start(InetAddress.getLoopbackAddress(), 0);
        Path settings = folder.resolve("parley.conf");
        Files.writeString(
                settings, "openid { organizationsClaim = groups, logoutAtProvider = true }");
        Map<String, String> environment =
                Map.of(
                        "PARLEY_OIDC_ISSUER", provider.issuerUrl("acme").toString(),
                        "PARLEY_OIDC_CLIENT_ID", "parley",
                        "PARLEY_OIDC_CLIENT_SECRET", "secret of parley",
                        "COOKIE_SECRET", "of no use",
                        "PARLEY_PORT", "0",
                        "PARLEY_DATA_DIR", folder.resolve("data").toString(),
                        "PARLEY_MCP_CONFIG", folder.resolve("none.json").toString());
        AppConfig config = AppConfig.load(settings.toString(), environment);
        HttpServer server =
                Guice.createInjector(new AppModule(config, environment, closing))
                        .getInstance(HttpServer.class);
        server.start();
        parley = server.url();
    }

    @AfterEach
    void close() {
        anns.close();
        bobs.close();
        closing.close();
        provider.shutdown();
    }

    @Test
    void l19WhoeverSignsInAtAnotherProviderComesInWithTheirOrganizations() throws Exception {
        assertThat(status(anns).get("signedIn").booleanValue()).isFalse();

        HttpResponse<String> back =
                signIn(anns, "ann", "{\"name\":\"Ann Lee\",\"groups\":[\"acme\",\"Not A Slug\"]}");
        signIn(bobs, "bob", "{\"groups\":\"globex\"}");

        assertThat(back.headers().firstValue("Location")).contains("/c/c1?signed-in");
        JsonNode ann = status(anns);
        assertThat(ann.get("signedIn").booleanValue()).isTrue();
        assertThat(ann.at("/principal/name").asText()).isEqualTo("Ann Lee");
        assertThat(ann.at("/organizations").toString()).isEqualTo("[\"acme\"]");
        assertThat(status(bobs).at("/organizations").toString()).isEqualTo("[\"globex\"]");
        assertThat(modelsIn(anns, "acme")).isEqualTo(200);
        assertThat(modelsIn(anns, "globex")).isEqualTo(403);
        assertThat(modelsIn(bobs, "globex/web")).isEqualTo(200);
    }

    @Test
    void s05WhoSignsOutIsSignedOutAtTheProviderAndComesBack() throws Exception {
        signIn(anns, "ann", "{}");

        HttpResponse<String> out =
                anns.send(
                        request("/api/auth/logout").POST(BodyPublishers.ofString("{}")).build(),
                        BodyHandlers.ofString());

        assertThat(out.statusCode()).isEqualTo(200);
        String url = JSON.readTree(out.body()).get("url").asText();
        assertThat(url).startsWith(provider.endSessionEndpointUrl("acme").toString());
        HttpResponse<String> there = get(anns, url);
        assertThat(there.statusCode()).isEqualTo(302);
        assertThat(there.headers().firstValue("Location")).contains(parley + "/");
        assertThat(status(anns).get("signedIn").booleanValue()).isFalse();
    }

    /** What Parley answers to the browser that comes back from the provider's form. */
    private HttpResponse<String> signIn(HttpClient browser, String name, String claimsJson)
            throws Exception {
        HttpResponse<String> begun =
                browser.send(
                        request("/api/auth/login?returnTo=/c/c1")
                                .header("Accept", "application/json")
                                .build(),
                        BodyHandlers.ofString());
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        String url = JSON.readTree(begun.body()).get("url").asText();
        assertThat(get(browser, url).body()).contains("name=\"username\"");
        String form = "username=" + name + "&claims=" + URLEncoder.encode(claimsJson, UTF_8);
        HttpResponse<String> approved =
                browser.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form))
                                .build(),
                        BodyHandlers.ofString());
        String callback = approved.headers().firstValue("Location").orElseThrow();
        assertThat(callback).startsWith(parley + "/api/auth/callback?");
        return get(browser, callback);
    }

    private JsonNode status(HttpClient browser) throws Exception {
        return JSON.readTree(get(browser, parley + "/api/auth/status").body());
    }

    private int modelsIn(HttpClient browser, String workspace) throws Exception {
        HttpRequest request = request("/api/models").header("Parley-Workspace", workspace).build();
        return browser.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static HttpResponse<String> get(HttpClient browser, String url) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    /** As the page asks. */
    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(parley + path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("X-Requested-By", "parley")
                .header("Origin", parley);
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
    }
}
