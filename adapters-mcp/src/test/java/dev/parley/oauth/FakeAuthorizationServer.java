package dev.parley.oauth;

import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.RecordingServer.Hit;
import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import net.minidev.json.JSONValue;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server as strict as the strictest: refresh tokens are good once, and one that
 * comes twice ends everything that was ever issued from the same sign-in. It notes every request,
 * and any of its answers can be replaced. Safe for use by many threads.
 */
public final class FakeAuthorizationServer implements AutoCloseable {

    private record Client(String id, String secret, String method, List<?> redirectUris) {}

    private record Code(
            String client, String redirectUri, String challenge, String scope, String nonce) {}

    /** What an ID token is asked for. */
    public record Asked(String client, String nonce, String accessToken) {}

    /** All that was issued from one sign-in. */
    private static final class Family {
        private final String client;
        private final String scope;
        private String refreshToken = "";
        private boolean revoked;

        Family(String client, String scope) {
            this.client = client;
            this.scope = scope;
        }
    }

    private record Issued(Family family, Instant expiresAt) {}

    private final RecordingServer server;
    private final InstantSource clock;
    private final String issuerPath;

    /** What the metadata says; tests change it. */
    public final Map<String, Object> metadata = new LinkedHashMap<>();

    /** Where the metadata is; tests change it. */
    public final Set<String> metadataPaths = new LinkedHashSet<>();

    private final Map<String, Client> clients = new HashMap<>();
    private final Map<String, Code> codes = new HashMap<>();
    private final Map<String, Family> refreshTokens = new HashMap<>();
    private final Map<String, Issued> accessTokens = new HashMap<>();
    private final Map<String, Function<Hit, @Nullable Answer>> scripts = new HashMap<>();
    private Function<Asked, @Nullable String> idTokens = asked -> null;
    private Map<String, ?> besideTokens = Map.of();
    private Duration accessLife = Duration.ofHours(1);
    private boolean rotates = true;
    private int numbers;
    private int reuses;
    private int refreshes;

    public FakeAuthorizationServer() {
        this("");
    }

    public FakeAuthorizationServer(String issuerPath) {
        this(issuerPath, InstantSource.system());
    }

    /**
     * @param issuerPath the path of the issuer, as {@code /tenant1}
     * @param clock by which tokens end
     */
    public FakeAuthorizationServer(String issuerPath, InstantSource clock) {
        this.clock = clock;
        this.issuerPath = issuerPath;
        this.server = new RecordingServer(this::answer);
        metadata.put("issuer", issuer());
        metadata.put("authorization_endpoint", url("/authorize"));
        metadata.put("token_endpoint", url("/token"));
        metadata.put("registration_endpoint", url("/register"));
        metadata.put("revocation_endpoint", url("/revoke"));
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        metadata.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "client_secret_post", "none"));
        metadata.put("authorization_response_iss_parameter_supported", true);
        metadataPaths.add("/.well-known/oauth-authorization-server" + issuerPath);
    }

    public String issuer() {
        return server.origin() + issuerPath;
    }

    public String url(String path) {
        return issuer() + path;
    }

    public RecordingServer requests() {
        return server;
    }

    public List<Hit> hits(String path) {
        return server.hits(issuerPath + path);
    }

    /** How long access tokens live that are issued from now on. */
    public synchronized void accessLife(Duration life) {
        accessLife = life;
    }

    /** Refresh tokens stay as they are from now on. */
    public synchronized void keepRefreshTokens() {
        rotates = false;
    }

    /** Answers requests for {@code path} by {@code script}; null stands for the usual answer. */
    public synchronized void script(String path, Function<Hit, @Nullable Answer> script) {
        scripts.put(issuerPath + path, script);
    }

    public synchronized void unscript(String path) {
        scripts.remove(issuerPath + path);
    }

    /** With each code's tokens comes an ID token from now on; null for none. */
    public synchronized void idTokens(Function<Asked, @Nullable String> makes) {
        idTokens = makes;
    }

    /** What is said beside each code's tokens from now on. */
    public synchronized void besideTokens(Map<String, ?> fields) {
        besideTokens = fields;
    }

    /** A client that somebody has registered by hand. */
    public synchronized void addClient(String id, String secret, String redirectUri) {
        clients.put(id, new Client(id, secret, "", List.of(redirectUri)));
    }

    public synchronized void forgetClients() {
        clients.clear();
    }

    /** How often a refresh token came that had been used. */
    public synchronized int reuses() {
        return reuses;
    }

    /** How often a refresh token was exchanged for new tokens. */
    public synchronized int refreshes() {
        return refreshes;
    }

    public synchronized boolean accepts(String accessToken) {
        return Optional.ofNullable(accessTokens.get(accessToken))
                .filter(it -> !it.family().revoked && clock.instant().isBefore(it.expiresAt()))
                .isPresent();
    }

    public synchronized Set<String> scopesOf(String accessToken) {
        Issued issued = Objects.requireNonNull(accessTokens.get(accessToken));
        return new TreeSet<>(List.of(issued.family().scope.split(" ", -1)));
    }

    /** All refresh tokens stop working, as after a change of password. */
    public synchronized void revokeAll() {
        refreshTokens.values().forEach(it -> it.revoked = true);
    }

    /** What a browser brings back when its user has said yes. */
    public synchronized AuthorizationAnswer approve(AuthorizationStart start) {
        Map<String, String> query = query(start);
        Client client = clients.get(query.getOrDefault("client_id", ""));
        boolean known =
                query.getOrDefault("client_id", "").startsWith("https://")
                        || (client != null
                                && client.redirectUris().contains(query.get("redirect_uri")));
        if (!known) {
            throw new IllegalArgumentException("no such client, or not for this redirect URI");
        }
        String code = next("code");
        codes.put(
                code,
                new Code(
                        query.getOrDefault("client_id", ""),
                        query.getOrDefault("redirect_uri", ""),
                        query.getOrDefault("code_challenge", ""),
                        query.getOrDefault("scope", ""),
                        query.getOrDefault("nonce", "")));
        return new AuthorizationAnswer(
                Secret.of(query.getOrDefault("state", "none")), code, issuer(), "");
    }

    public static Map<String, String> query(AuthorizationStart start) {
        return RecordingServer.parameters(URI.create(start.url()).getRawQuery());
    }

    @Override
    public void close() {
        server.close();
    }

    private Answer answer(Hit hit) {
        Function<Hit, @Nullable Answer> script;
        synchronized (this) {
            script = scripts.getOrDefault(hit.path(), it -> null);
        }
        // Not under the lock: a script may wait.
        @Nullable Answer scripted = script.apply(hit);
        return scripted == null ? usual(hit) : scripted;
    }

    private synchronized Answer usual(Hit hit) {
        if (metadataPaths.contains(hit.path())) {
            return Answer.json(200, metadata);
        }
        return switch (hit.path().substring(Math.min(issuerPath.length(), hit.path().length()))) {
            case "/register" -> register(hit);
            case "/token" -> token(hit);
            case "/revoke" -> revoke(hit);
            default -> Answer.html(404, "<h1>not here</h1>");
        };
    }

    private Answer register(Hit hit) {
        Map<?, ?> asked = (Map<?, ?>) JSONValue.parse(hit.body());
        String method = String.valueOf(asked.get("token_endpoint_auth_method"));
        String id = next("client");
        String secret = method.equals("none") ? "" : next("secret");
        List<?> redirectUris = (List<?>) Objects.requireNonNull(asked.get("redirect_uris"));
        clients.put(id, new Client(id, secret, method, redirectUris));
        Map<String, Object> answer = new HashMap<>();
        answer.put("client_id", id);
        answer.put("redirect_uris", redirectUris);
        answer.put("token_endpoint_auth_method", method);
        if (!secret.isEmpty()) {
            answer.put("client_secret", secret);
            answer.put("client_secret_expires_at", 0);
        }
        return Answer.json(201, answer);
    }

    /** What the token endpoint answers; for scripts that put it elsewhere. */
    public synchronized Answer token(Hit hit) {
        Optional<String> client = client(hit);
        if (client.isEmpty()) {
            return error(401, "invalid_client");
        }
        return switch (hit.form().getOrDefault("grant_type", "")) {
            case "authorization_code" -> redeem(hit.form(), client.get());
            case "refresh_token" -> refresh(hit.form(), client.get());
            default -> error(400, "unsupported_grant_type");
        };
    }

    private Answer redeem(Map<String, String> form, String client) {
        @Nullable Code code = codes.remove(form.getOrDefault("code", ""));
        if (code == null || !isFor(code, client, form)) {
            return error(400, "invalid_grant");
        }
        Map<String, Object> answer = issue(new Family(client, code.scope()));
        Asked asked = new Asked(client, code.nonce(), String.valueOf(answer.get("access_token")));
        @Nullable String idToken = idTokens.apply(asked);
        if (idToken != null) {
            answer.put("id_token", idToken);
        }
        answer.putAll(besideTokens);
        return Answer.json(200, answer);
    }

    private static boolean isFor(Code code, String client, Map<String, String> form) {
        return code.client().equals(client)
                && code.redirectUri().equals(form.get("redirect_uri"))
                && code.challenge().equals(challenge(form.getOrDefault("code_verifier", "")));
    }

    private Answer refresh(Map<String, String> form, String client) {
        String token = form.getOrDefault("refresh_token", "");
        Family family = refreshTokens.get(token);
        if (family == null || family.revoked || !family.client.equals(client)) {
            return error(400, "invalid_grant");
        }
        if (!family.refreshToken.equals(token)) {
            reuses++;
            family.revoked = true;
            return error(400, "invalid_grant");
        }
        refreshes++;
        return Answer.json(200, issue(family));
    }

    private Map<String, Object> issue(Family family) {
        String access = next("access");
        accessTokens.put(access, new Issued(family, clock.instant().plus(accessLife)));
        Map<String, Object> answer = new HashMap<>();
        answer.put("access_token", access);
        answer.put("token_type", "Bearer");
        answer.put("expires_in", accessLife.toSeconds());
        if (rotates || family.refreshToken.isEmpty()) {
            family.refreshToken = next("refresh");
            refreshTokens.put(family.refreshToken, family);
            answer.put("refresh_token", family.refreshToken);
        }
        if (!family.scope.isEmpty()) {
            answer.put("scope", family.scope);
        }
        return answer;
    }

    private Answer revoke(Hit hit) {
        String token = hit.form().getOrDefault("token", "");
        Optional.ofNullable(refreshTokens.get(token)).ifPresent(it -> it.revoked = true);
        accessTokens.remove(token);
        return client(hit).isPresent() ? Answer.empty(200) : error(401, "invalid_client");
    }

    /** The client the request comes from, if it is that client. */
    private Optional<String> client(Hit hit) {
        String id = hit.form().getOrDefault("client_id", "");
        String secret = hit.form().getOrDefault("client_secret", "");
        if (hit.header("authorization").startsWith("Basic ")) {
            String[] pair =
                    new String(
                                    Base64.getDecoder()
                                            .decode(hit.header("authorization").substring(6)),
                                    StandardCharsets.UTF_8)
                            .split(":", 2);
            id = URLDecoder.decode(pair[0], StandardCharsets.UTF_8);
            secret = URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
        }
        if (id.startsWith("https://")) {
            return Optional.of(id);
        }
        Client client = clients.get(id);
        boolean proved =
                client != null
                        && MessageDigest.isEqual(
                                client.secret().getBytes(StandardCharsets.UTF_8),
                                secret.getBytes(StandardCharsets.UTF_8));
        return proved ? Optional.of(id) : Optional.empty();
    }

    public static Answer error(int status, String code) {
        return Answer.json(
                status, Map.of("error", code, "error_description", "CANARY <script>text</script>"));
    }

    private String next(String what) {
        numbers++;
        return what + "-" + numbers + "-of-" + Integer.toHexString(server.origin().hashCode());
    }

    public static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
