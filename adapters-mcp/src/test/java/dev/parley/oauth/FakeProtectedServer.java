package dev.parley.oauth;

import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.RecordingServer.Hit;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A server at {@code /mcp} that describes itself and refuses what has no good token. */
public final class FakeProtectedServer implements AutoCloseable {

    static final String DESCRIPTION = "/.well-known/oauth-protected-resource";

    private final RecordingServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private volatile String challenge = "Bearer";
    private volatile FakeAuthorizationServer issuer;

    public FakeProtectedServer(FakeAuthorizationServer issuer) {
        this.issuer = issuer;
        this.server = new RecordingServer(this::answer);
        describeAt(DESCRIPTION + "/mcp", issuer.issuer());
    }

    public URI url() {
        return URI.create(server.origin() + "/mcp");
    }

    public String origin() {
        return server.origin();
    }

    public RecordingServer requests() {
        return server;
    }

    /** The paths that were asked for, in order, without {@code /mcp} itself. */
    public List<String> probes() {
        return server.hits().stream().map(Hit::path).filter(it -> !it.equals("/mcp")).toList();
    }

    /** What a request without a good token is refused with. */
    public void challenge(String value) {
        challenge = value;
    }

    public void describeAt(String path, String issuer) {
        describeAt(
                path,
                Map.of("resource", url().toString(), "authorization_servers", List.of(issuer)));
    }

    public void describeAt(String path, Map<String, ?> description) {
        answers.put(path, Answer.json(200, description));
    }

    public void describe(Map<String, ?> more) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("resource", url().toString());
        description.put("authorization_servers", List.of(issuer.issuer()));
        description.putAll(more);
        describeAt(DESCRIPTION + "/mcp", description);
    }

    public void answer(String path, Answer answer) {
        answers.put(path, answer);
    }

    public void describeNowhere() {
        answers.clear();
    }

    /** From now on another one issues its tokens. */
    public void moveTo(FakeAuthorizationServer other) {
        issuer = other;
        describeAt(DESCRIPTION + "/mcp", other.issuer());
    }

    @Override
    public void close() {
        server.close();
    }

    private Answer answer(Hit hit) {
        if (!hit.path().equals("/mcp")) {
            return answers.getOrDefault(hit.path(), Answer.html(404, "<h1>not here</h1>"));
        }
        String authorization = hit.header("authorization");
        boolean good =
                authorization.startsWith("Bearer ") && issuer.accepts(authorization.substring(7));
        if (good) {
            return Answer.json(200, Map.of("jsonrpc", "2.0", "id", 1, "result", Map.of()));
        }
        String value = challenge;
        return value.isEmpty()
                ? Answer.json(200, Map.of())
                : Answer.empty(401).with("WWW-Authenticate", value);
    }
}
