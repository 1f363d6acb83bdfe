package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.http.OpenApiDocument.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Asks a server as Ann does, from a page or otherwise, and holds it to its description. */
final class OpenApiClient {

    final OpenApiDocument document;
    final String cookie;

    /** The statuses of what was asked, by operation. */
    final Map<String, Set<Integer>> seen = new TreeMap<>();

    private final TestServer server;

    OpenApiClient(TestServer server) throws Exception {
        this.server = server;
        this.document = new OpenApiDocument(server.get(OpenApi.PATH).body());
        this.cookie = server.access.session("ann");
    }

    /** A request, of which the body is known. */
    record Asked(HttpRequest.Builder request, String body) {

        Asked header(String name, String value) {
            request.setHeader(name, value);
            return this;
        }
    }

    /** Sends what must succeed; its body must be as documented, too. */
    Answer ok(int status, Asked asked) throws Exception {
        Answer answer = answer(server.send(asked.request()));
        String route = route(asked);
        assertThat(answer.status()).as(route + " " + answer).isEqualTo(status);
        note(route, answer);
        if (!asked.body().isEmpty() && !route.equals("POST /csp-report")) {
            document.checkTaken(route, asked.body());
        }
        return answer;
    }

    Answer refused(int status, String target, String body) throws Exception {
        return refused(status, target, page(target, body));
    }

    Answer refused(int status, String target, Asked asked) throws Exception {
        Answer answer = answer(server.send(asked.request()));
        assertThat(answer.status()).as(target + " " + answer).isEqualTo(status);
        note(route(asked), answer);
        return answer;
    }

    int checked(String route, Asked asked) throws Exception {
        Answer answer = answer(server.send(asked.request()));
        document.check(route, answer);
        return answer.status();
    }

    void note(String route, Answer answer) throws Exception {
        document.check(route, answer);
        seen.computeIfAbsent(route, it -> new TreeSet<>()).add(answer.status());
    }

    /** As Ann's page sends it. */
    Asked page(String target, String body) {
        return bare(target, body)
                .header("Content-Type", "application/json")
                .header("X-Requested-By", "parley")
                .header("Origin", server.base())
                .header("Cookie", cookie);
    }

    /** Without all that a page or a program adds; variables of a path get a value. */
    Asked bare(String target, String body) {
        int space = target.indexOf(' ');
        String path = target.substring(space + 1).replaceAll("\\{[a-z]+}", "x");
        String method = target.substring(0, space);
        boolean empty = method.equals("GET") || body.isEmpty();
        return new Asked(
                HttpRequest.newBuilder(URI.create(server.base() + path))
                        .timeout(Duration.ofSeconds(5))
                        .method(
                                method,
                                empty ? BodyPublishers.noBody() : BodyPublishers.ofString(body)),
                empty ? "" : body);
    }

    /** Under the name users know, where cookies of a sign-in are for. */
    Asked known(String target) {
        String path = target.substring(target.indexOf(' ') + 1);
        return new Asked(
                HttpRequest.newBuilder(URI.create(server.http.url() + path))
                        .timeout(Duration.ofSeconds(5)),
                "");
    }

    Asked login(String query) {
        return known("GET /api/auth/login" + query)
                .header("Accept", "application/json")
                .header("X-Requested-By", "parley")
                .header("Cookie", cookie);
    }

    /** The documented operation a request is of. */
    private String route(Asked asked) {
        HttpRequest request = asked.request().build();
        String what = request.method() + " " + request.uri().getPath();
        return document.operations().stream()
                .filter(it -> what.matches(it.replaceAll("\\{[a-z]+}", "[^/]+")))
                .min((a, b) -> Boolean.compare(a.contains("{"), b.contains("{")))
                .orElseThrow(() -> new AssertionError("not documented: " + what));
    }

    static Answer answer(HttpResponse<String> response) {
        Map<String, String> headers = new HashMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
        return new Answer(response.statusCode(), headers, response.body());
    }

    /** An answer as it is on the wire. */
    static Answer answer(String raw) {
        int end = raw.indexOf("\r\n\r\n");
        Map<String, String> headers = new HashMap<>();
        raw.substring(0, end)
                .lines()
                .skip(1)
                .map(it -> it.split(": ", 2))
                .forEach(it -> headers.put(it[0].toLowerCase(Locale.ROOT), it[1]));
        return new Answer(Integer.parseInt(raw.substring(9, 12)), headers, raw.substring(end + 4));
    }
}
