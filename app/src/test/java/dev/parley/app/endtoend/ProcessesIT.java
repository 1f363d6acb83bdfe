package dev.parley.app.endtoend;

import static dev.parley.app.endtoend.ModelEndpoint.finish;
import static dev.parley.app.endtoend.ModelEndpoint.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Which programs the packaged program starts: those of {@code mcp.json}, whatever it is sent. */
@Execution(ExecutionMode.CONCURRENT)
class ProcessesIT {

    private static final int REQUESTS = 10_000;
    private static final int CLIENTS = 8;

    /** Looking through all processes takes longer than a request. */
    private static final int LOOK_EVERY = 10;

    /** Each takes a body; {@code true} when there is such a route. */
    private static final Map<String, Boolean> ROUTES =
            Map.ofEntries(
                    Map.entry("POST /api/chat", true),
                    Map.entry("POST /api/chat/c1/stop", true),
                    Map.entry("POST /api/elicitations/e1", true),
                    Map.entry("PATCH /api/conversations/c1", true),
                    Map.entry("DELETE /api/conversations/c1", true),
                    Map.entry("POST /api/prompts/witness/p", true),
                    Map.entry("POST /api/complete", true),
                    Map.entry("POST /api/servers/other/disconnect", true),
                    Map.entry("POST /csp-report", true),
                    Map.entry("POST /api/servers", false),
                    Map.entry("PUT /api/servers", false),
                    Map.entry("PATCH /api/servers", false),
                    Map.entry("POST /api/servers/import", false),
                    Map.entry("PUT /api/servers/witness", false),
                    Map.entry("PATCH /api/servers/witness", false),
                    Map.entry("POST /api/metadata", false),
                    Map.entry("PUT /api/config", false),
                    Map.entry("POST /api/mcp", false),
                    Map.entry("PUT /mcp.json", false));

    @TempDir private Path folder;
    private final Random random = new Random(20_261_126);
    private final Set<Long> seen = ConcurrentHashMap.newKeySet();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void e08TenThousandBodiesStartNoProcess() throws Exception {
        Path marker = folder.resolve("marker");
        try (ModelEndpoint model = ModelEndpoint.start();
                WitnessProgram witness = WitnessProgram.stdio()) {
            String settings = "{\"mcpServers\": {\"witness\": {" + witness.settings() + "}}}";
            Files.writeString(folder.resolve("mcp.json"), settings);
            try (ParleyProcess parley = ParleyProcess.start(folder, environment(model), "serve")) {
                PageClient page = new PageClient(parley.url());
                assertThat(page.get("/api/metadata").body()).contains("witness", "wait");
                List<Long> before = parley.descendants().map(ProcessHandle::pid).toList();
                String servers = page.get("/api/servers").body();

                Map<Integer, Integer> statuses = fuzz(parley, model, marker);

                System.out.println("e08: statuses of " + REQUESTS + " requests: " + statuses);
                assertThat(statuses.keySet()).allMatch(it -> it < 500);
                assertThat(statuses).containsKeys(200, 204, 400, 404, 405);
                // The one process there was: the server of the settings, seen again and again.
                assertThat(before).hasSize(1);
                assertThat(seen).containsExactlyElementsOf(before);
                assertThat(marker).doesNotExist();
                assertThat(folder.resolve("mcp.json")).hasContent(settings);
                assertThat(page.get("/api/servers").body()).isEqualTo(servers);
            }

            // The very same settings in the file do run.
            Files.writeString(
                    folder.resolve("mcp.json"),
                    "{\"mcpServers\": {\"x\": %s}}".formatted(touch(marker)));
            try (ParleyProcess parley = ParleyProcess.start(folder, environment(model), "serve")) {
                new PageClient(parley.url()).get("/api/metadata");
                assertThat(marker).exists();
            }
        }
    }

    private static Map<String, String> environment(ModelEndpoint model) {
        return Map.of("OPENAI_BASE_URL", model.url(), "OPENAI_API_KEY", "k", "OPENAI_MODEL", "m");
    }

    /** How often each status came. */
    private Map<Integer, Integer> fuzz(ParleyProcess parley, ModelEndpoint model, Path marker)
            throws Exception {
        String url = parley.url();
        List<String> routes = ROUTES.keySet().stream().sorted().toList();
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                String route = any(routes);
                String body = body(route, i, model, marker);
                boolean look = i % LOOK_EVERY == 0;
                sent.add(
                        clients.submit(
                                () -> {
                                    int status = send(url, route, body);
                                    if (!ROUTES.getOrDefault(route, true)) {
                                        assertThat(status).as(route).isIn(404, 405);
                                    }
                                    statuses.merge(status, 1, Integer::sum);
                                    if (look) {
                                        parley.descendants().forEach(it -> seen.add(it.pid()));
                                    }
                                    return null;
                                }));
            }
            for (Future<?> one : sent) {
                one.get(120, TimeUnit.SECONDS);
            }
        }
        return statuses;
    }

    private int send(String url, String route, String body) throws Exception {
        int space = route.indexOf(' ');
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + route.substring(space + 1)))
                        .header("Content-Type", "application/json")
                        .header("X-Requested-By", "test")
                        .header("Origin", url)
                        .timeout(Duration.ofSeconds(60))
                        .method(route.substring(0, space), BodyPublishers.ofString(body))
                        .build();
        HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
        return answer.statusCode();
    }

    /** What the route takes, now and then, with settings of a server wherever there is room. */
    private String body(String route, int number, ModelEndpoint model, Path marker) {
        String settings = settings(marker);
        if (route.equals("POST /api/chat") && random.nextInt(4) == 0) {
            model.then(text("No."), finish("stop"));
            return """
            {"id":"c%d","trigger":"submit-message",%s,"messages":[{"id":"m","role":"user",%s,
             "parts":[{"type":"text","text":"Start it",%s},{"type":"data-server","data":{%s}}]}]}
            """
                    .formatted(number, settings, settings, settings, settings);
        }
        return switch (random.nextInt(6)) {
            case 0 -> "{" + settings + "}";
            case 1 -> "{\"mcpServers\":{\"x\":{" + settings + "}}}";
            case 2 ->
                    "{\"title\":\"t\",\"action\":\"accept\",\"content\":{},\"server\":\"witness\","
                            + "\"prompt\":\"p\",\"argument\":\"a\",\"arguments\":{},"
                            + settings
                            + "}";
            case 3 -> "[{" + settings + "}]";
            case 4 -> "{\"server\":{" + settings + "},\"transport\":{" + settings + "}}";
            default -> damaged("{" + settings + "," + settings + "}");
        };
    }

    /** Members that would start a program, in one of the ways that other hosts know. */
    private String settings(Path marker) {
        String touch = touch(marker);
        String members = touch.substring(1, touch.length() - 1);
        return switch (random.nextInt(6)) {
            case 0 -> members;
            case 1 -> "\"type\":\"stdio\"," + members;
            case 2 -> "\"transport\":{\"type\":\"stdio\"," + members + "}";
            case 3 -> "\"type\":\"http\",\"url\":\"http://127.0.0.1:1/\"," + members;
            case 4 -> members + ",\"command\":\"touch\",\"env\":{\"PATH\":\"${PATH}\"}";
            default ->
                    "\"c\\u006fmmand\":\"sh\",\"args\":[\"-c\",\"touch %s\"],\"mcpServers\":{\"y\":%s}"
                            .formatted(marker, touch);
        };
    }

    private static String touch(Path marker) {
        return "{\"command\":\"touch\",\"args\":[\"%s\"]}".formatted(marker);
    }

    private String damaged(String json) {
        StringBuilder damaged = new StringBuilder(json);
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged.setCharAt(random.nextInt(json.length()), (char) (' ' + random.nextInt(95)));
        }
        return damaged.substring(0, json.length() - random.nextInt(3));
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
