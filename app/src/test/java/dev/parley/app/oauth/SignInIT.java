package dev.parley.app.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.access.IdentityProvider;
import dev.parley.access.SignedIn;
import dev.parley.egress.EgressGate;
import dev.parley.egress.EgressPolicy;
import dev.parley.egress.GuardedHttp;
import dev.parley.egress.Origin;
import dev.parley.mcp.McpSecurity;
import dev.parley.mcp.McpServerConfig;
import dev.parley.mcp.McpServers;
import dev.parley.oauth.OAuthStores;
import dev.parley.signin.OpenIdProvider;
import dev.parley.signin.OpenIdSettings;
import dev.parley.signin.ServerSignIn;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Grant;
import dev.parley.token.InMemoryClientRegistrationStore;
import dev.parley.token.InMemoryPendingAuthorizationStore;
import dev.parley.token.InMemoryTokenStore;
import dev.parley.token.Memberships;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.tool.ToolPolicy;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who comes in to Parley by a real provider, and by a real server's authorization server. */
class SignInIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOME = "https://parley.example/";
    private static final Pattern FORM =
            Pattern.compile(
                    "<form [^>]*action=\"([^\"]+)\".*name=\"xsrf\" value=\"([^\"]+)\"",
                    Pattern.DOTALL);
    private static final String REDIRECT_URI = "https://parley.example/api/auth/callback";

    private final InstantSource clock = InstantSource.system();
    private final HttpClient browser = HttpClient.newHttpClient();
    private final OAuthStores stores =
            new OAuthStores(
                    new InMemoryTokenStore(clock),
                    new InMemoryClientRegistrationStore(clock),
                    new InMemoryPendingAuthorizationStore(clock));
    private ProviderProcess provider;
    private GuardedHttp http;
    private McpServers servers;

    @BeforeEach
    void start() throws Exception {
        provider = ProviderProcess.start();
        EgressPolicy egress = EgressPolicy.direct(Set.of(Origin.of(provider.issuer())));
        http = new GuardedHttp(new EgressGate(egress));
        servers =
                new McpServers(
                        List.of(
                                new McpServerConfig(
                                        "protected",
                                        new McpServerConfig.Transport.Http(
                                                provider.resource(), Map.of()),
                                        ToolPolicy.Rules.NONE,
                                        McpServerConfig.TIMEOUT_DEFAULT)),
                        "1.2.3",
                        clock,
                        new McpSecurity(egress, stores, "", Memberships.NONE));
    }

    @AfterEach
    void stop() {
        servers.close();
        http.close();
        provider.close();
        browser.close();
    }

    @Test
    void l19WhoeverTheProviderStatesComesIn() throws Exception {
        IdentityProvider parley = openId();

        SignedIn ann = signIn(parley, "ann");
        SignedIn bob = signIn(parley, "bob");

        assertThat(ann.principal())
                .isEqualTo(new Principal(provider.issuer(), "ann", "Name of ann"));
        assertThat(ann.organizations()).isEqualTo(Set.of("acme"));
        assertThat(bob.principal().key()).isEqualTo(provider.issuer() + " bob");
    }

    @Test
    void l02AnAnswerIsGoodOnce() throws Exception {
        IdentityProvider parley = openId();
        AuthorizationAnswer answer = answer(parley.begin(REDIRECT_URI), "ann");
        SignedIn unused = parley.complete(answer);

        assertThatThrownBy(() -> parley.complete(answer))
                .isInstanceOfSatisfying(
                        AuthorizationFailed.class,
                        it ->
                                assertThat(it.reason())
                                        .isEqualTo(AuthorizationFailed.Reason.STATE_INVALID));
    }

    /** The provider asks, as nothing proves to it that it was the user who wanted to leave. */
    @Test
    void s05WhoSignsOutIsSignedOutAtTheProviderAndComesBack() throws Exception {
        IdentityProvider parley = openId();
        SignedIn unused = signIn(parley, "ann");
        HttpClient leaving = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

        URI url = URI.create(parley.signOutUrl(HOME).orElseThrow());
        String asked =
                leaving.send(
                                HttpRequest.newBuilder(url).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
        Matcher form = FORM.matcher(asked);
        assertThat(form.find()).as(asked).isTrue();
        HttpRequest yes =
                HttpRequest.newBuilder(URI.create(form.group(1)))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "logout=yes&xsrf=" + form.group(2)))
                        .build();
        HttpResponse<Void> left = leaving.send(yes, HttpResponse.BodyHandlers.discarding());
        leaving.close();

        assertThat(left.headers().firstValue("Location")).contains(HOME);
    }

    @Test
    void whoeverConnectsTheServerComesInAndTheGrantIsTheirs() throws Exception {
        IdentityProvider parley =
                new ServerSignIn("protected", servers.newcomers(), http.client(), clock);

        Principal ann = signIn(parley, "ann").principal();

        Grant grant = stores.tokens().find(ann, "protected").orElseThrow().grant();
        assertThat(ann.key()).isEqualTo(provider.issuer() + " ann");
        assertThat(grant.source().resource()).isEqualTo(provider.resource().toString());
        parley.signOut(ann);
        assertThat(stores.tokens().find(ann, "protected")).isEmpty();
        assertThat(provider.counts().of("revokedGrants")).isPositive();
    }

    private IdentityProvider openId() throws Exception {
        JsonNode client = register();
        return new OpenIdProvider(
                new OpenIdSettings(
                        "Example",
                        provider.issuer(),
                        client.get("client_id").asText(),
                        Secret.of(client.get("client_secret").asText()),
                        List.of("groups"),
                        "groups",
                        true),
                http.client(),
                stores.pending(),
                clock);
    }

    /** As an operator does by hand. */
    private JsonNode register() throws Exception {
        Map<String, ?> client =
                Map.of(
                        "redirect_uris",
                        List.of(REDIRECT_URI),
                        "post_logout_redirect_uris",
                        List.of(HOME),
                        "scope",
                        "openid profile email groups");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(provider.issuer() + "/reg"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(client)))
                        .build();
        return JSON.readTree(browser.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private SignedIn signIn(IdentityProvider parley, String name) throws Exception {
        return parley.complete(answer(parley.begin(REDIRECT_URI), name));
    }

    /** What a browser brings back whose user is of this name; the provider asks nothing. */
    private AuthorizationAnswer answer(AuthorizationStart start, String name) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(start.url() + "&login_hint=" + name)).build();
        URI location =
                URI.create(
                        browser.send(request, HttpResponse.BodyHandlers.discarding())
                                .headers()
                                .firstValue("location")
                                .orElseThrow());
        Map<String, String> query =
                Arrays.stream(location.getRawQuery().split("&", -1))
                        .map(it -> it.split("=", 2))
                        .collect(
                                Collectors.toMap(
                                        it -> it[0], it -> URLDecoder.decode(it[1], UTF_8)));
        return new AuthorizationAnswer(
                Secret.of(query.getOrDefault("state", "none")),
                query.getOrDefault("code", ""),
                query.getOrDefault("iss", ""),
                query.getOrDefault("error", ""));
    }
}
