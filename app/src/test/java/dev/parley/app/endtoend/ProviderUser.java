package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.app.oauth.ProviderProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whoever deals with an authorization server in person. */
final class ProviderUser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    /** Makes a client known, as an operator does by hand; its settings as variables. */
    Map<String, String> register(ProviderProcess provider, String redirectUri)
            throws IOException, InterruptedException {
        Map<String, ?> client =
                Map.of(
                        "redirect_uris",
                        List.of(redirectUri),
                        "token_endpoint_auth_method",
                        "client_secret_basic");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(provider.issuer() + "/reg"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(client)))
                        .build();
        JsonNode made = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        return Map.of(
                "PARLEY_OIDC_ISSUER",
                provider.issuer(),
                "PARLEY_OIDC_CLIENT_ID",
                made.get("client_id").asText(),
                "PARLEY_OIDC_CLIENT_SECRET",
                made.get("client_secret").asText());
    }

    /** Says yes as Ann; the address the browser is then sent back to. */
    String consent(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "&login_hint=ann")).build();
        return http.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    /** What the query of {@code url} says of {@code name}; it must say it. */
    static String parameter(String url, String name) {
        Map<String, String> query =
                Arrays.stream(URI.create(url).getRawQuery().split("&", -1))
                        .map(it -> it.split("=", 2))
                        .collect(
                                Collectors.toMap(
                                        it -> it[0], it -> URLDecoder.decode(it[1], UTF_8)));
        String value = query.get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " among " + query.keySet());
        }
        return value;
    }

    @Override
    public void close() {
        http.close();
    }
}
