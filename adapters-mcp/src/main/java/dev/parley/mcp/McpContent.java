package dev.parley.mcp;

import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.prompt.Completion;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptArgument;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceContent;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.tool.Icon;
import dev.parley.tool.ToolAnnotations;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the SDK's types are in core's. */
final class McpContent {

    private static final int ICONS_MAX = 8;

    private McpContent() {}

    static ToolContent content(McpSchema.Content content) {
        return switch (content) {
            case McpSchema.TextContent it -> new ToolContent.Text(McpTexts.orEmpty(it.text()));
            case McpSchema.ImageContent it ->
                    new ToolContent.Image(
                            McpTexts.orEmpty(it.mimeType()), McpTexts.orEmpty(it.data()));
            case McpSchema.AudioContent it ->
                    new ToolContent.Audio(
                            McpTexts.orEmpty(it.mimeType()), McpTexts.orEmpty(it.data()));
            case McpSchema.ResourceLink it ->
                    new ToolContent.ResourceLink(
                            McpTexts.orEmpty(it.uri()),
                            McpTexts.orEmpty(it.name()),
                            McpTexts.orEmpty(it.description()),
                            McpTexts.orEmpty(it.mimeType()));
            case McpSchema.EmbeddedResource it -> embedded(it.resource());
            default -> unknown(content);
        };
    }

    static ToolAnnotations annotations(McpSchema.@Nullable ToolAnnotations claims) {
        ToolAnnotations unknown = ToolAnnotations.UNKNOWN;
        if (claims == null) {
            return unknown;
        }
        return new ToolAnnotations(
                orElse(claims.readOnlyHint(), unknown.readOnly()),
                orElse(claims.destructiveHint(), unknown.destructive()),
                orElse(claims.idempotentHint(), unknown.idempotent()),
                orElse(claims.openWorldHint(), unknown.openWorld()));
    }

    static Prompt prompt(String server, McpSchema.Prompt prompt) {
        return new Prompt(
                server,
                prompt.name(),
                titleOr(prompt.title(), prompt.name()),
                McpTexts.orEmpty(prompt.description()),
                orEmpty(prompt.arguments()).stream().map(McpContent::argument).toList(),
                icons(prompt.icons()));
    }

    static PromptMessage promptMessage(McpSchema.PromptMessage message) {
        Role role = message.role() == McpSchema.Role.ASSISTANT ? Role.ASSISTANT : Role.USER;
        return new PromptMessage(role, text(content(message.content())));
    }

    static Resource resource(String server, McpSchema.Resource resource) {
        return new Resource(
                server,
                McpTexts.orEmpty(resource.uri()),
                McpTexts.orEmpty(resource.name()),
                McpTexts.orEmpty(resource.title()),
                McpTexts.orEmpty(resource.description()),
                McpTexts.orEmpty(resource.mimeType()),
                icons(resource.icons()));
    }

    static ResourceTemplate template(String server, McpSchema.ResourceTemplate template) {
        return new ResourceTemplate(
                server,
                template.uriTemplate(),
                template.name(),
                McpTexts.orEmpty(template.title()),
                McpTexts.orEmpty(template.description()),
                McpTexts.orEmpty(template.mimeType()),
                icons(template.icons()));
    }

    static ResourceContent resourceContent(McpSchema.ResourceContents contents) {
        String uri = McpTexts.orEmpty(contents.uri());
        String mediaType = McpTexts.orEmpty(contents.mimeType());
        return switch (contents) {
            case McpSchema.TextResourceContents it ->
                    new ResourceContent.Text(uri, mediaType, McpTexts.orEmpty(it.text()));
            case McpSchema.BlobResourceContents it ->
                    new ResourceContent.Blob(uri, mediaType, McpTexts.orEmpty(it.blob()));
            default -> new ResourceContent.Text(uri, mediaType, "");
        };
    }

    static Completion completion(McpSchema.CompleteResult.CompleteCompletion completion) {
        List<String> all = orEmpty(completion.values());
        List<String> values =
                all.stream().filter(Objects::nonNull).limit(Completion.VALUES_MAX).toList();
        int total = completion.total() == null ? all.size() : completion.total();
        return new Completion(
                values,
                Math.max(total, values.size()),
                orElse(completion.hasMore(), total > values.size()));
    }

    /** Those that need not be fetched. */
    static List<Icon> icons(@Nullable List<McpSchema.Icon> icons) {
        return orEmpty(icons).stream()
                .limit(ICONS_MAX)
                .flatMap(it -> Icon.of(McpTexts.orEmpty(it.src())).stream())
                .toList();
    }

    /** The title of a tool: its own, else that of its annotations, where older servers put it. */
    static String title(McpSchema.Tool tool) {
        return Optional.ofNullable(tool.title())
                .or(() -> Optional.ofNullable(tool.annotations()).map(it -> it.title()))
                .orElse("");
    }

    private static ToolContent embedded(McpSchema.ResourceContents resource) {
        String uri = McpTexts.orEmpty(resource.uri());
        String mediaType = McpTexts.orEmpty(resource.mimeType());
        return switch (resource) {
            case McpSchema.TextResourceContents it ->
                    new ToolContent.EmbeddedText(uri, mediaType, McpTexts.orEmpty(it.text()));
            case McpSchema.BlobResourceContents it ->
                    new ToolContent.EmbeddedBlob(uri, mediaType, McpTexts.orEmpty(it.blob()));
            default -> new ToolContent.ResourceLink(uri, "", "", mediaType);
        };
    }

    /** The SDK's content types are not sealed, so one more may come with an update. */
    private static ToolContent unknown(McpSchema.Content content) {
        return new ToolContent.Text("(content of type " + content.type() + " is not supported)");
    }

    /** Core's prompts are text; what is none is named, so that nobody wonders where it went. */
    private static String text(ToolContent content) {
        return switch (content) {
            case ToolContent.Text it -> it.text();
            case ToolContent.EmbeddedText it -> it.text();
            case ToolContent.ResourceLink it -> it.uri();
            case ToolContent.Image it -> leftOut("image", it.mediaType());
            case ToolContent.Audio it -> leftOut("audio", it.mediaType());
            case ToolContent.EmbeddedBlob it -> leftOut("file", it.mediaType());
        };
    }

    private static String leftOut(String what, String mediaType) {
        return "(" + what + " of type " + mediaType + " left out)";
    }

    private static PromptArgument argument(McpSchema.PromptArgument argument) {
        return new PromptArgument(
                argument.name(),
                McpTexts.orEmpty(argument.description()),
                orElse(argument.required(), false));
    }

    private static String titleOr(@Nullable String title, String name) {
        return title == null || title.isBlank() ? name : title;
    }

    private static boolean orElse(@Nullable Boolean hint, boolean otherwise) {
        return hint == null ? otherwise : hint;
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
