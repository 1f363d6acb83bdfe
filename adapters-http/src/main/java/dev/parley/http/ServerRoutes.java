package dev.parley.http;

import dev.parley.prompt.ArgumentInput;
import dev.parley.prompt.Completion;
import dev.parley.prompt.ResourceContent;
import dev.parley.prompt.ResourceService;
import dev.parley.token.Principal;
import dev.parley.tool.ServerStatus;
import dev.parley.tool.ToolServer;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How the servers are doing, and what they are asked for without a model. */
final class ServerRoutes {

    private static final int URI_LENGTH_MAX = 8_000;

    /** Of one argument as it is typed, and so of what is sent with every key. */
    private static final int VALUE_LENGTH_MAX = 4_000;

    private final Servers servers;
    private final ResourceService resources;
    private final Requests requests;

    ServerRoutes(Servers servers, Requests requests) {
        this.servers = servers;
        this.resources = new ResourceService(servers.resources());
        this.requests = requests;
    }

    /** {@code GET /api/servers}: what is known now; nothing is connected for it. */
    void list(Context context) throws InterruptedException, ExecutionException {
        Principal principal = requests.principal(context);
        JsonWriter json = new JsonWriter().object().name("servers").array();
        for (ServerStatus status : statuses(principal)) {
            status(json, status);
        }
        Requests.json(context, json.endArray().endObject());
    }

    /** Of the servers there are for the principal, which may have to be asked elsewhere. */
    private List<ServerStatus> statuses(Principal principal)
            throws InterruptedException, ExecutionException {
        List<Future<Optional<ServerStatus>>> asked = new ArrayList<>();
        List<ServerStatus> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ToolServer server : servers.tools()) {
                asked.add(threads.submit(() -> status(server, principal)));
            }
            for (Future<Optional<ServerStatus>> answer : asked) {
                answer.get().ifPresent(statuses::add);
            }
        }
        return statuses;
    }

    private static Optional<ServerStatus> status(ToolServer server, Principal principal) {
        return server.isFor(principal) ? Optional.of(server.status(principal)) : Optional.empty();
    }

    /** {@code GET /api/resources/{server}?uri=}. */
    void read(Context context) {
        Principal principal = requests.principal(context);
        String uri = Optional.ofNullable(context.queryParam("uri")).orElse("");
        if (uri.isBlank() || uri.length() > URI_LENGTH_MAX) {
            throw new Problem(
                    ProblemCode.INVALID_ARGUMENTS,
                    "uri must have 1 to " + URI_LENGTH_MAX + " characters.");
        }
        JsonWriter json = new JsonWriter().object().name("contents").array();
        String server = context.pathParam("server");
        for (ResourceContent it : resources.read(principal, server, uri)) {
            content(json, it);
        }
        Requests.json(context, json.endArray().endObject());
    }

    /**
     * {@code POST /api/complete}: values for an {@code argument} of a {@code prompt}, or for a
     * variable of a {@code template}, of a {@code server}.
     */
    void complete(Context context) {
        Principal principal = requests.principal(context);
        Map<String, String> texts = new HashMap<>();
        Map<String, String> arguments = new HashMap<>();
        JsonInput.body(
                requests.body(context),
                (name, parser) -> {
                    switch (name) {
                        case "server", "prompt", "template", "argument", "value" ->
                                texts.put(name, JsonInput.string(name, parser));
                        case "arguments" -> arguments.putAll(PromptCall.arguments(parser));
                        default -> {
                            // Unknown members are ignored, as everywhere.
                        }
                    }
                });
        Completion completion = complete(principal, texts, arguments);
        JsonWriter json = new JsonWriter().object().name("values").array();
        completion.values().forEach(json::string);
        json.endArray().field("total", completion.total());
        Requests.json(context, json.field("hasMore", completion.hasMore()).endObject());
    }

    private Completion complete(
            Principal principal, Map<String, String> texts, Map<String, String> arguments) {
        String prompt = texts.getOrDefault("prompt", "");
        String template = texts.getOrDefault("template", "");
        String server = texts.getOrDefault("server", "");
        String argument = texts.getOrDefault("argument", "");
        if (server.isEmpty() || argument.isEmpty() || prompt.isEmpty() == template.isEmpty()) {
            throw Problem.invalidBody(
                    "server, argument and either prompt or template must be given.");
        }
        String value = texts.getOrDefault("value", "");
        if (value.length() > VALUE_LENGTH_MAX) {
            throw Problem.invalidBody(
                    "value may have at most " + VALUE_LENGTH_MAX + " characters.");
        }
        ArgumentInput input = new ArgumentInput(argument, value, arguments);
        return prompt.isEmpty()
                ? resources.complete(principal, server, template, input)
                : servers.promptService().complete(principal, server, prompt, input);
    }

    private static void status(JsonWriter json, ServerStatus status) {
        json.object().field("name", status.server());
        json.field("state", status.state().name().toLowerCase(Locale.ROOT));
        if (status.state() == ServerStatus.State.FAILED) {
            json.name("error").object().field("code", status.code());
            json.field("text", status.reason()).endObject();
        }
        json.field("signIn", status.signIn()).name("scopes").array();
        status.scopes().stream().sorted().forEach(json::string);
        json.endArray().endObject();
    }

    private static void content(JsonWriter json, ResourceContent content) {
        json.object().field("uri", content.uri()).field("mediaType", content.mediaType());
        switch (content) {
            case ResourceContent.Text it -> json.field("text", it.text());
            case ResourceContent.Blob it -> json.field("blob", it.base64());
        }
        json.endObject();
    }
}
