package dev.parley.mcp;

import static dev.parley.mcp.Calls.ANN;
import static dev.parley.mcp.Calls.call;
import static dev.parley.mcp.Calls.failureOf;
import static dev.parley.mcp.Calls.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.prompt.ArgumentInput;
import dev.parley.prompt.Completion;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptArgument;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceContent;
import dev.parley.prompt.ResourceNotFound;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationValue;
import dev.parley.tool.ServerStatus;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import dev.parley.tool.ToolProgress;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds of the official test server, whichever way it is reached. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EverythingContract {

    private McpServers servers = Calls.servers();

    /** Starts the server if need be. */
    abstract McpServerConfig.Transport reach() throws Exception;

    @BeforeAll
    void open() throws Exception {
        servers = Calls.servers(Calls.config("everything", reach()));
    }

    @AfterAll
    void close() {
        servers.close();
    }

    McpServer server() {
        return servers.all().getFirst();
    }

    @Test
    void toolsComeWithTheirSchemasAndClaims() {
        List<Tool> tools = server().tools(ANN);

        assertThat(tools)
                .filteredOn(tool -> tool.remoteName().equals("get-sum"))
                .singleElement()
                .satisfies(
                        tool -> {
                            assertThat(tool.name()).isEqualTo("everything__get-sum");
                            assertThat(tool.title()).isEqualTo("Get Sum Tool");
                            assertThat(tool.description())
                                    .isEqualTo("Returns the sum of two numbers");
                            assertThat(tool.inputSchemaJson())
                                    .contains("\"a\":{", "\"required\":[\"a\",\"b\"]");
                            assertThat(tool.annotations())
                                    .isEqualTo(new ToolAnnotations(true, false, true, false));
                        });
    }

    @Test
    void instructionsAreThereOnceTheServerWasReached() {
        server().tools(ANN);

        assertThat(server().instructions(ANN)).contains("Everything Server");
        assertThat(server().instructions(Calls.BEN)).isEmpty();
    }

    @Test
    void promptsAreListedAndRendered() {
        List<Prompt> prompts = server().prompts(ANN);
        List<PromptMessage> messages =
                server().render(ANN, "args-prompt", Map.of("city", "Rome", "state", "Lazio"));

        assertThat(prompts)
                .filteredOn(prompt -> prompt.name().equals("args-prompt"))
                .singleElement()
                .satisfies(
                        prompt ->
                                assertThat(prompt.arguments())
                                        .containsExactly(
                                                new PromptArgument(
                                                        "city", "Name of the city", true),
                                                new PromptArgument("state", "", false)));
        assertThat(messages)
                .containsExactly(new PromptMessage(Role.USER, "What's weather in Rome, Lazio?"));
    }

    @Test
    void anUnknownPromptIsRefusedWithTheServersReason() {
        assertThatThrownBy(() -> server().render(ANN, "no-such-prompt", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not take this")
                .hasMessageContaining("no-such-prompt");
    }

    @Test
    void aFormIsAskedAndItsValuesReachTheServer() {
        AnsweringContext human =
                new AnsweringContext(
                        asked -> {
                            Elicitation.Form form = (Elicitation.Form) asked;
                            assertThat(form.objection()).isEmpty();
                            Map<String, ElicitationValue> values =
                                    form.filled(
                                            Map.of("name", new ElicitationValue.Text("Ann Lee")));
                            assertThat(form.problems(values)).isEmpty();
                            return ElicitationAnswer.accepted(values);
                        });

        ToolResult result = call(server(), ANN, "trigger-elicitation-request", "{}", human);

        assertThat(human.asked()).hasSize(1);
        assertThat(text(result))
                .contains("User provided the requested information", "Ann Lee", "Monica", "42");
    }

    @Test
    void anAddressIsAgreedTo() {
        AnsweringContext human =
                new AnsweringContext(asked -> ElicitationAnswer.accepted(Map.of()));

        ToolResult result =
                call(
                        server(),
                        ANN,
                        "trigger-url-elicitation",
                        "{\"url\": \"https://pay.example/1\", \"elicitationId\": \"e-1\"}",
                        human);

        assertThat(human.asked())
                .singleElement()
                .isInstanceOfSatisfying(
                        Elicitation.Url.class,
                        url -> {
                            assertThat(url.url()).isEqualTo("https://pay.example/1");
                            assertThat(url.elicitationId()).isEqualTo("e-1");
                        });
        assertThat(text(result)).contains("accept");
    }

    @Test
    void anAddressThatMustBeVisitedFirstIsNamed() {
        ToolServerException failure =
                failureOf(
                        () ->
                                call(
                                        server(),
                                        "trigger-url-elicitation",
                                        "{\"url\": \"https://pay.example/2\","
                                                + " \"errorPath\": true}"));

        // It names another address than it was given, as the first would ask for it again.
        assertThat(failure).hasMessageContaining("open https://modelcontextprotocol.io (");
        assertThat(failure.mayHaveRun()).isFalse();
    }

    @Test
    void resourcesAreListed() {
        List<Resource> resources = server().resources(ANN);

        assertThat(resources)
                .anySatisfy(
                        resource -> {
                            assertThat(resource.server()).isEqualTo("everything");
                            assertThat(resource.uri()).isNotEmpty();
                            assertThat(resource.mediaType()).isEqualTo("text/markdown");
                        });
    }

    @Test
    void aToolRuns() {
        ToolResult result = call(server(), "get-sum", "{\"a\": 40, \"b\": 2}");

        assertThat(result.status()).isEqualTo(ToolStatus.OK);
        assertThat(result.callId()).isEqualTo("c1");
        assertThat(result.tool()).isEqualTo("everything__get-sum");
        assertThat(text(result)).isEqualTo("The sum of 40 and 2 is 42.");
        assertThat(result.structuredJson()).isEmpty();
        assertThat(result.took()).isPositive();
    }

    @Test
    void unicodeAndLineEndsArriveUnchanged() {
        ToolResult result = call(server(), "echo", "{\"message\": \"zwölf ✓\\n𝄞 \\u2028 end\"}");

        assertThat(text(result)).isEqualTo("Echo: zwölf ✓\n𝄞 \u2028 end");
    }

    @Test
    void structuredContentIsKeptAsJson() {
        ToolResult result =
                call(server(), "get-structured-content", "{\"location\": \"New York\"}");

        assertThat(result.structuredJson())
                .isEqualTo("{\"temperature\":33,\"conditions\":\"Cloudy\",\"humidity\":82}");
    }

    @Test
    void imagesArriveEncoded() {
        ToolResult result = call(server(), "get-tiny-image", "{}");

        assertThat(result.content())
                .filteredOn(ToolContent.Image.class::isInstance)
                .singleElement()
                .satisfies(
                        content -> {
                            ToolContent.Image image = (ToolContent.Image) content;
                            assertThat(image.mediaType()).isEqualTo("image/png");
                            assertThat(image.base64()).startsWith("iVBORw0KGgo");
                        });
    }

    @Test
    void resourcesArriveAsLinksAndEmbedded() {
        ToolResult links = call(server(), "get-resource-links", "{\"count\": 2}");
        ToolResult text =
                call(
                        server(),
                        "get-resource-reference",
                        "{\"resourceType\": \"Text\", \"resourceId\": 1}");
        ToolResult blob =
                call(
                        server(),
                        "get-resource-reference",
                        "{\"resourceType\": \"Blob\", \"resourceId\": 1}");

        assertThat(links.content())
                .filteredOn(ToolContent.ResourceLink.class::isInstance)
                .hasSize(2);
        assertThat(text.content()).hasAtLeastOneElementOfType(ToolContent.EmbeddedText.class);
        assertThat(blob.content()).hasAtLeastOneElementOfType(ToolContent.EmbeddedBlob.class);
    }

    @Test
    void progressReachesTheCallItIsAbout() {
        RecordingContext first = RecordingContext.within(Duration.ofSeconds(10));
        RecordingContext second = RecordingContext.within(Duration.ofSeconds(10));

        Calls.Running other =
                Calls.start(
                        server(),
                        "trigger-long-running-operation",
                        "{\"duration\": 0.4, \"steps\": 2}",
                        second);
        ToolResult result =
                call(
                        server(),
                        ANN,
                        "trigger-long-running-operation",
                        "{\"duration\": 0.3, \"steps\": 3}",
                        first);

        assertThat(text(result)).contains("completed");
        assertThat(other.result()).succeedsWithin(Duration.ofSeconds(5));
        assertThat(first.steps())
                .containsExactly(
                        new ToolProgress(1, 3, ""),
                        new ToolProgress(2, 3, ""),
                        new ToolProgress(3, 3, ""));
        assertThat(second.steps())
                .containsExactly(new ToolProgress(1, 2, ""), new ToolProgress(2, 2, ""));
    }

    @Test
    void anInterruptEndsTheWaitAndLeavesTheConnectionUsable() throws Exception {
        RecordingContext context = RecordingContext.within(Duration.ofSeconds(60));
        Calls.Running running =
                Calls.start(
                        server(),
                        "trigger-long-running-operation",
                        "{\"duration\": 30, \"steps\": 300}",
                        context);
        context.awaitProgress();

        running.thread().interrupt();

        assertThat(running.failure().kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(running.failure().mayHaveRun()).isTrue();
        int told = context.steps().size();
        assertThat(text(call(server(), "echo", "{\"message\": \"hi\"}"))).isEqualTo("Echo: hi");
        assertThat(
                        text(
                                call(
                                        server(),
                                        "trigger-long-running-operation",
                                        "{\"duration\": 0.3, \"steps\": 1}")))
                .contains("completed");
        assertThat(context.steps()).hasSize(told);
    }

    @Test
    void theDeadlineEndsTheWait() {
        RecordingContext context = RecordingContext.within(Duration.ofMillis(600));

        ToolServerException failure =
                failureOf(
                        () ->
                                call(
                                        server(),
                                        ANN,
                                        "trigger-long-running-operation",
                                        "{\"duration\": 30, \"steps\": 3}",
                                        context));

        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(failure.mayHaveRun()).isTrue();
    }

    @Test
    void wrongArgumentsAreAFailedResultTheModelCanRead() {
        ToolResult result = call(server(), "get-sum", "{\"a\": \"forty\"}");

        assertThat(result.status()).isEqualTo(ToolStatus.FAILED);
        assertThat(text(result)).contains("-32602").contains("Invalid input");
    }

    @Test
    void anUnknownToolIsAFailedResult() {
        ToolResult result = call(server(), "no-such-tool", "{}");

        assertThat(result.status()).isEqualTo(ToolStatus.FAILED);
        assertThat(text(result)).contains("no-such-tool");
    }

    @Test
    void resourcesAreRead() {
        List<Resource> listed = server().resources(ANN);
        List<ResourceContent> document = server().read(ANN, listed.getFirst().uri());
        List<ResourceContent> text = server().read(ANN, "demo://resource/dynamic/text/7");
        List<ResourceContent> blob = server().read(ANN, "demo://resource/dynamic/blob/7");

        assertThat(document)
                .singleElement()
                .isInstanceOfSatisfying(
                        ResourceContent.Text.class, it -> assertThat(it.text()).isNotBlank());
        assertThat(text)
                .singleElement()
                .isInstanceOfSatisfying(
                        ResourceContent.Text.class,
                        it -> {
                            assertThat(it.text()).contains("Resource 7");
                            assertThat(it.mediaType()).isEqualTo("text/plain");
                        });
        assertThat(blob)
                .singleElement()
                .isInstanceOfSatisfying(
                        ResourceContent.Blob.class, it -> assertThat(it.base64()).isBase64());
    }

    @Test
    void aResourceThatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> server().read(ANN, "demo://no/such/resource"))
                .isInstanceOf(ResourceNotFound.class)
                .hasMessageContaining("demo://no/such/resource");
    }

    @Test
    void templatesAreListed() {
        assertThat(server().templates(ANN))
                .extracting(ResourceTemplate::uriTemplate)
                .contains("demo://resource/dynamic/text/{resourceId}");
    }

    @Test
    void argumentsAreCompletedWithWhatIsFilledInAlready() {
        Completion departments =
                server().complete(
                                ANN,
                                "completable-prompt",
                                new ArgumentInput("department", "Eng", Map.of()));
        Completion names =
                server().complete(
                                ANN,
                                "completable-prompt",
                                new ArgumentInput("name", "", Map.of("department", "Engineering")));

        assertThat(departments).isEqualTo(new Completion(List.of("Engineering"), 1, false));
        assertThat(names.values()).containsExactly("Alice", "Bob", "Charlie");
    }

    @Test
    void variablesOfTemplatesAreCompleted() {
        Completion ids =
                server().completeTemplate(
                                ANN,
                                "demo://resource/dynamic/text/{resourceId}",
                                new ArgumentInput("resourceId", "3", Map.of()));

        assertThat(ids.values()).containsExactly("3");
    }

    @Test
    void subscriptionsCountUntilTheyEnd() {
        String uri = "demo://resource/dynamic/text/1";

        boolean subscribed = server().subscribe(ANN, uri);
        OptionalLong before = server().changes(ANN, uri);
        server().unsubscribe(ANN, uri);

        assertThat(subscribed).isTrue();
        assertThat(before).hasValue(0);
        assertThat(server().changes(ANN, uri)).isEmpty();
        assertThat(server().changes(Calls.BEN, uri)).isEmpty();
    }

    @Test
    void statusSaysWhatThereIs() {
        server().tools(ANN);

        assertThat(server().status(ANN))
                .isEqualTo(ServerStatus.of("everything", ServerStatus.State.CONNECTED));
        assertThat(server().status(Calls.BEN))
                .isEqualTo(ServerStatus.of("everything", ServerStatus.State.IDLE));
    }

    @Test
    void outputSchemasAreKeptAndHeld() {
        List<Tool> tools = server().tools(ANN);
        Tool tool =
                tools.stream()
                        .filter(it -> it.remoteName().equals("get-structured-content"))
                        .findFirst()
                        .orElseThrow();

        ToolResult result =
                server().call(
                                ANN,
                                tool,
                                new ToolCall(
                                        "c1", tool.name(), "{\"location\": \"Chicago\"}", false),
                                RecordingContext.within(Duration.ofSeconds(10)));

        assertThat(tool.outputSchemaJson()).contains("\"temperature\"");
        assertThat(text(result)).doesNotContain("Parley");
    }
}
