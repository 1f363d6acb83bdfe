package dev.parley.app.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A browser that keeps its cookies, and every part of every answer. For one thread. */
final class RecordingBrowser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /**
     * A part of an answer.
     *
     * @param name a header's name or {@code body}, and the request without its query
     */
    record Part(String name, String text) {}

    private final CookieManager cookies = new CookieManager();
    private final HttpClient browser =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .cookieHandler(cookies)
                    .build();
    private final HttpClient program =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Part> parts = new ArrayList<>();
    private final String url;

    RecordingBrowser(String url) {
        this.url = url;
    }

    /** All that was answered so far. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** The values of the cookies it has now whose names begin with {@code prefix}. */
    List<String> cookies(String prefix) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(it -> it.getName().startsWith(prefix))
                .map(HttpCookie::getValue)
                .toList();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(browser, request(path));
    }

    /** As somebody who follows a link of ours. */
    HttpResponse<String> navigate(String path) throws IOException, InterruptedException {
        return send(
                browser,
                request(path)
                        .header("Sec-Fetch-Mode", "navigate")
                        .header("Sec-Fetch-Site", "same-origin"));
    }

    /** As the page asks. */
    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(
                send(
                                browser,
                                request(path)
                                        .header("Accept", "application/json")
                                        .header("X-Requested-By", "test"))
                        .body());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(browser, fromPage(path).POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(browser, fromPage(path).DELETE());
    }

    /** As a program asks, without the cookies. */
    HttpResponse<String> program(String path, String header, String value)
            throws IOException, InterruptedException {
        return send(program, request(path).header(header, value));
    }

    private HttpRequest.Builder fromPage(String path) {
        return request(path)
                .header("Content-Type", "application/json")
                .header("X-Requested-By", "test")
                .header("Origin", url);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_MAX);
    }

    private HttpResponse<String> send(HttpClient client, HttpRequest.Builder builder)
            throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        String asked = " of " + request.method() + " " + request.uri().getPath();
        answer.headers()
                .map()
                .forEach(
                        (name, values) ->
                                values.forEach(it -> parts.add(new Part(name + asked, it))));
        parts.add(new Part("body" + asked, answer.body()));
        return answer;
    }

    @Override
    public void close() {
        browser.close();
        program.close();
    }
}
