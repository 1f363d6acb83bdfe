package dev.parley.http;

import dev.parley.conversation.AttachmentLimits;
import dev.parley.conversation.Role;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptArgument;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.token.Principal;
import dev.parley.tool.Icon;
import dev.parley.tool.Tool;
import dev.parley.turn.ChatService;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What there is to talk to: servers with what they offer, prompts rendered, the model. */
final class MetadataRoutes {

    private final Servers servers;
    private final Metadata metadata;
    private final ChatService chat;
    private final HttpConfig.Model model;
    private final Requests requests;

    MetadataRoutes(Servers servers, ChatService chat, HttpConfig.Model model, Requests requests) {
        this.servers = servers;
        this.metadata = new Metadata(servers);
        this.chat = chat;
        this.model = model;
        this.requests = requests;
    }

    /**
     * {@code GET /api/metadata}. The one answer of the API that a browser may keep, for it is large
     * and seldom changes; but not beyond the credentials it was given for.
     */
    void metadata(Context context) throws InterruptedException {
        JsonWriter json = new JsonWriter().object().name("servers").array();
        metadata.ask(requests.principal(context)).forEach(answer -> server(json, answer));
        context.header("Cache-Control", "private, max-age=60, must-revalidate");
        context.header("Vary", "Cookie, Authorization, " + Workspaces.HEADER);
        Requests.taggedJson(context, json.endArray().endObject());
    }

    /** {@code POST /api/prompts/{server}/{name}}: what a prompt renders to. */
    void render(Context context) {
        Map<String, String> arguments = new HashMap<>();
        JsonInput.body(
                requests.body(context),
                (name, parser) -> {
                    if (name.equals("arguments")) {
                        arguments.putAll(PromptCall.arguments(parser));
                    }
                });
        List<PromptMessage> messages =
                render(context, context.pathParam("server"), context.pathParam("name"), arguments);
        JsonWriter json = new JsonWriter().object().name("messages").array();
        for (PromptMessage message : messages) {
            json.object().field("role", message.role() == Role.USER ? "user" : "assistant");
            json.field("text", message.text()).endObject();
        }
        Requests.json(context, json.endArray().endObject());
    }

    /** {@code GET /api/models}: those to choose from, the default first; and what they may see. */
    void models(Context context) {
        JsonWriter json = new JsonWriter().object().name("models").array();
        List<String> ids = chat.models().isEmpty() ? List.of(model.id()) : chat.models();
        for (String id : ids) {
            json.object().field("id", id).field("demo", model.demo()).endObject();
        }
        json.endArray().name("attachments").object();
        json.field("bytesMax", chat.attachments().limits().bytesMax());
        json.field("perMessageMax", AttachmentLimits.PER_MESSAGE_MAX).endObject();
        Requests.json(context, json.endObject());
    }

    private List<PromptMessage> render(
            Context context, String server, String prompt, Map<String, String> arguments) {
        Principal principal = requests.principal(context);
        try {
            return servers.promptService().render(principal, server, prompt, arguments);
        } catch (IllegalArgumentException e) {
            throw new Problem(ProblemCode.INVALID_ARGUMENTS, String.valueOf(e.getMessage()));
        }
    }

    private static void server(JsonWriter json, Metadata.Answer answer) {
        switch (answer) {
            case Metadata.Answer.Hidden hidden -> {
                return;
            }
            case Metadata.Answer.Failed failed -> {
                json.object().field("name", failed.server());
                json.field("state", "failed").name("error").object();
                json.field("code", failed.code()).field("text", failed.text()).endObject();
                offers(
                        json,
                        new Metadata.Answer.Connected(
                                failed.server(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()));
            }
            case Metadata.Answer.Connected it -> {
                json.object().field("name", it.server()).field("state", "connected");
                offers(json, it);
            }
        }
        json.endObject();
    }

    private static void offers(JsonWriter json, Metadata.Answer.Connected offered) {
        icons(json, offered.icons());
        json.name("tools").array();
        offered.tools().forEach(it -> tool(json, it));
        json.endArray().name("prompts").array();
        offered.prompts().forEach(it -> prompt(json, it));
        json.endArray().name("resources").array();
        offered.resources().forEach(it -> resource(json, it));
        json.endArray().name("templates").array();
        offered.templates().forEach(it -> template(json, it));
        json.endArray();
    }

    /** Left out where there are none, which is nearly everywhere. */
    private static void icons(JsonWriter json, List<Icon> icons) {
        if (!icons.isEmpty()) {
            json.name("icons").array();
            icons.forEach(it -> json.string(it.dataUri()));
            json.endArray();
        }
    }

    private static void tool(JsonWriter json, Tool tool) {
        json.object().field("name", tool.name()).field("title", tool.title());
        json.field("description", tool.description());
        if (JsonInput.isObject(tool.inputSchemaJson())) {
            json.name("inputSchema").json(tool.inputSchemaJson());
        }
        icons(json, tool.icons());
        json.name("annotations").object();
        json.field("readOnly", tool.annotations().readOnly());
        json.field("destructive", tool.annotations().destructive());
        json.field("idempotent", tool.annotations().idempotent());
        json.field("openWorld", tool.annotations().openWorld()).endObject().endObject();
    }

    private static void prompt(JsonWriter json, Prompt prompt) {
        json.object().field("name", prompt.name()).field("title", prompt.title());
        json.field("description", prompt.description()).name("arguments").array();
        for (PromptArgument argument : prompt.arguments()) {
            json.object().field("name", argument.name());
            json.field("description", argument.description());
            json.field("required", argument.required()).endObject();
        }
        json.endArray();
        icons(json, prompt.icons());
        json.endObject();
    }

    private static void resource(JsonWriter json, Resource resource) {
        json.object().field("uri", resource.uri()).field("name", resource.name());
        json.field("title", resource.title()).field("description", resource.description());
        json.field("mediaType", resource.mediaType());
        icons(json, resource.icons());
        json.endObject();
    }

    private static void template(JsonWriter json, ResourceTemplate template) {
        json.object().field("uriTemplate", template.uriTemplate()).field("name", template.name());
        json.field("title", template.title()).field("description", template.description());
        json.field("mediaType", template.mediaType());
        icons(json, template.icons());
        json.endObject();
    }
}
