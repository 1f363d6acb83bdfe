package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptArgument;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.PromptSource;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceContent;
import dev.parley.prompt.ResourceNotFound;
import dev.parley.prompt.ResourceSource;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.token.FakeAuthorizer;
import dev.parley.token.Principal;
import dev.parley.tool.FakeToolServer;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.ToolProgress;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commands that talk to servers without a model. */
class ServerCommandsTest {

    private final FakeToolServer shop = new FakeToolServer("shop");
    private final List<ToolServer> servers = new ArrayList<>(List.of(shop));
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private boolean closed;

    @Test
    void serversAreListedWithTheirStateAndTheReasonOfAFailure() {
        shop.readingTool("look", (call, context) -> "seen");
        servers.add(new Broken("news", ToolServerException.Kind.UNREACHABLE));
        servers.add(new Broken("mail", ToolServerException.Kind.NEEDS_SIGN_IN));

        int exitCode = run("servers");

        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        """
                        shop  connected      1 tool
                        news  failed         news says no.
                        mail  needs sign-in  mail says no.
                        """);
        assertThat(closed).isTrue();
    }

    @Test
    void toolsAreOneLineEachWhateverTheyDescribe() {
        shop.tool("look", ToolAnnotations.UNKNOWN, (call, context) -> "");
        servers.add(
                new Describing("odd", "Line one\nline two \u001b[31m\u202Ered " + "x".repeat(200)));

        int exitCode = run("tools");

        assertThat(exitCode).isZero();
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(out.toString())
                .contains("shop__look", "odd__tell   Line one line two \\u001b[31m\\u202ered", "…")
                .doesNotContain("\u001b", "\u202E");
    }

    @Test
    void jsonIsAsciiAndHoldsTheSchema() {
        servers.add(new Describing("odd", "\u009b31m ä"));

        run("tools", "odd", "--json");

        assertThat(out.toString())
                .contains("\"tool\" : \"tell\"", "\"maximum\" : 1.10", "\\u009B31m \\u00E4")
                .doesNotContain("shop");
        assertThat(out.toString().chars()).allMatch(c -> c < 128);
    }

    @Test
    void listOfOneServerFailsAsThatServerDoes() {
        servers.add(new Broken("news", ToolServerException.Kind.UNREACHABLE));
        servers.add(new Broken("mail", ToolServerException.Kind.NEEDS_SIGN_IN));

        assertThat(run("tools", "news")).isEqualTo(4);
        assertThat(run("tools", "mail")).isEqualTo(3);
        assertThat(run("tools")).isZero();
        assertThat(err.toString()).contains("! news says no. [server_unreachable]");
    }

    @Test
    void serverThatDoesNotExistIsWrongUsageAndTheOthersAreNamed() {
        assertThat(run("tools", "nope")).isEqualTo(2);
        assertThat(run("call", "nope", "look")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no server nope; there are: shop");
    }

    @Test
    void callRunsAToolUnderEitherOfItsNames() {
        shop.writingTool("look", (call, context) -> "at " + call.argumentsJson());

        assertThat(run("call", "shop", "look", "{\"a\":1}")).isZero();
        assertThat(run("call", "shop__look", "{\"a\":2}")).isZero();
        assertThat(run("call", "shop", "shop__look")).isZero();
        assertThat(run("call", "shop__look")).isZero();

        assertThat(out.toString())
                .isEqualToNormalizingNewlines("at {\"a\":1}\nat {\"a\":2}\nat {}\nat {}\n");
        assertThat(closed).isTrue();
    }

    @Test
    void progressOfACallIsOnStandardError() {
        shop.writingTool(
                "look",
                (call, context) -> {
                    context.progress(new ToolProgress(1, 3, "opening\nthe \u001bdoor"));
                    return "seen";
                });

        run("call", "shop", "look");

        assertThat(out.toString()).isEqualToNormalizingNewlines("seen\n");
        assertThat(err.toString()).contains("… 1.0 of 3.0 opening the \\u001bdoor");
    }

    @Test
    void callOfWhatIsNotThereIsExitCodeFive() {
        assertThat(run("call", "shop", "nope")).isEqualTo(5);
        assertThat(run("call", "shop__nope")).isEqualTo(5);
        assertThat(err.toString()).contains("shop has no tool nope");
    }

    @Test
    void argumentsThatAreNoObjectAreWrongUsage() {
        shop.writingTool("look", (call, context) -> "seen");

        assertThat(run("call", "shop", "look", "[1]")).isEqualTo(2);
        assertThat(run("call", "shop", "look", "{\"a\":")).isEqualTo(2);
        assertThat(run("call", "shop", "look", "{} {}")).isEqualTo(2);
        assertThat(run("call", "shop")).isEqualTo(2);
        assertThat(shop.calls()).isEmpty();
    }

    @Test
    void toolTheSettingsForbidDoesNotRun() {
        shop.writingTool("forbidden", (call, context) -> "done");

        assertThat(run("call", "shop", "forbidden")).isEqualTo(1);
        assertThat(shop.calls()).isEmpty();
        assertThat(err.toString()).contains("do not allow shop__forbidden");
    }

    @Test
    void failureOfAToolIsExitCodeOneAndOfItsServerItsOwn() {
        servers.add(new Describing("odd", "fails"));
        servers.add(new Broken("news", ToolServerException.Kind.UNREACHABLE));

        assertThat(run("call", "odd", "tell")).isEqualTo(1);
        assertThat(out.toString()).isEqualToNormalizingNewlines("no \\u001b\n");
        assertThat(run("call", "news", "any")).isEqualTo(4);
        assertThat(err.toString()).isEqualToIgnoringNewLines("parley: news says no.");
    }

    @Test
    void callAsJsonIsTheResultOfMcp() {
        servers.add(new Describing("odd", "fails"));

        run("call", "--json", "odd", "tell");

        assertThat(out.toString().replaceAll("\\s", ""))
                .isEqualTo(
                        "{\"content\":[{\"type\":\"text\",\"text\":\"no\\u001B\"}],"
                                + "\"structuredContent\":{\"a\":1.10},\"isError\":true}");
    }

    @Test
    void promptsAreListedAndRendered() {
        assertThat(run("prompts")).isZero();
        assertThat(run("prompt", "shop", "greet", "name=Bob=by", "tone=")).isZero();
        assertThat(run("prompt", "shop", "greet", "name=Ann", "--json")).isZero();

        assertThat(out.toString())
                .contains("shop  greet  name= [tone=]  Says hello.")
                .contains(
                        "user: Greet Bob=by\nassistant: How?".replace("\n", System.lineSeparator()))
                .contains("\"text\" : \"Greet Ann\"");
    }

    @Test
    void promptThatIsNotThereOrLacksAnArgumentIsRefused() {
        assertThat(run("prompt", "shop", "nope")).isEqualTo(5);
        assertThat(run("prompt", "nope", "greet")).isEqualTo(5);
        assertThat(run("prompt", "shop", "greet")).isEqualTo(2);
        assertThat(run("prompt", "shop", "greet", "Bob")).isEqualTo(2);
        assertThat(err.toString()).contains("needs name", "not key=value: Bob");
    }

    @Test
    void resourcesAreListedAndRead() {
        assertThat(run("resources", "shop")).isZero();
        assertThat(run("read", "shop", "shop://a")).isZero();
        assertThat(run("read", "shop", "shop://a", "--json")).isZero();

        assertThat(out.toString())
                .contains("shop  shop://a        Shelf A", "shop  shop://{shelf}  shelves")
                .contains("Milk \\u001b[2J")
                .contains("\"blob\" : \"AAEC\"")
                .doesNotContain("\u001b");
    }

    @Test
    void resourceThatIsNotThereIsExitCodeFive() {
        assertThat(run("read", "shop", "shop://nope")).isEqualTo(5);
        assertThat(run("read", "nope", "shop://a")).isEqualTo(5);
        assertThat(err.toString()).contains("no resource shop://nope at shop");
    }

    @Test
    void helpOfEveryCommandHasAnExample() {
        for (String command :
                List.of("servers", "tools", "prompts", "resources", "call", "prompt", "read")) {
            out.getBuffer().setLength(0);
            assertThat(run(command, "--help")).isZero();
            assertThat(out.toString()).contains("Example: parley " + command);
        }
    }

    private int run(String... arguments) {
        return ParleyCommand.run(
                new Servers(),
                "1",
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false,
                arguments);
    }

    private final class Servers extends UnaskedLauncher {
        @Override
        public ServerSession openServers(String config) {
            Shelves shelves = new Shelves();
            return new ServerSession(
                    new FakeAuthorizer(InstantSource.system()),
                    Principal.local(),
                    servers,
                    List.of(shelves),
                    List.of(shelves),
                    new ToolPolicy(
                            Map.of(
                                    "shop",
                                    new ToolPolicy.Rules(
                                            false, List.of(), List.of(), List.of("forbidden")))),
                    () -> closed = true);
        }
    }

    /** A server that cannot be used. */
    private record Broken(String name, ToolServerException.Kind kind) implements ToolServer {
        @Override
        public String instructions(Principal principal) {
            return "";
        }

        @Override
        public List<Tool> tools(Principal principal) {
            throw new ToolServerException(kind, name + " says no.", false, null);
        }

        @Override
        public ToolResult call(
                Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
            throw new AssertionError("not called");
        }
    }

    /** A server whose one tool fails. */
    private record Describing(String name, String description) implements ToolServer {
        @Override
        public String instructions(Principal principal) {
            return "";
        }

        @Override
        public List<Tool> tools(Principal principal) {
            return List.of(
                    Tool.of(
                            name,
                            "tell",
                            "",
                            description,
                            "{\"maximum\":1.10}",
                            ToolAnnotations.UNKNOWN));
        }

        @Override
        public ToolResult call(
                Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
            return new ToolResult(
                    call.callId(),
                    call.tool(),
                    ToolStatus.FAILED,
                    List.of(new ToolContent.Text("no \u001b")),
                    "{\"a\":1.10}",
                    Duration.ZERO);
        }
    }

    /** A server with one prompt, one resource and one pattern. */
    private static final class Shelves implements PromptSource, ResourceSource {
        @Override
        public String name() {
            return "shop";
        }

        @Override
        public List<Prompt> prompts(Principal principal) {
            return List.of(
                    new Prompt(
                            "shop",
                            "greet",
                            "Greet",
                            "Says hello.",
                            List.of(
                                    new PromptArgument("name", "Who.", true),
                                    new PromptArgument("tone", "How.", false))));
        }

        @Override
        public List<PromptMessage> render(
                Principal principal, String prompt, Map<String, String> arguments) {
            return List.of(
                    new PromptMessage(Role.USER, "Greet " + arguments.get("name")),
                    new PromptMessage(Role.ASSISTANT, "How?"));
        }

        @Override
        public List<Resource> resources(Principal principal) {
            return List.of(new Resource("shop", "shop://a", "Shelf A", "", "", "text/plain"));
        }

        @Override
        public List<ResourceTemplate> templates(Principal principal) {
            return List.of(
                    new ResourceTemplate(
                            "shop", "shop://{shelf}", "shelves", "", "", "", List.of()));
        }

        @Override
        public List<ResourceContent> read(Principal principal, String uri) {
            if (!uri.equals("shop://a")) {
                throw new ResourceNotFound("shop", uri);
            }
            return List.of(
                    new ResourceContent.Text(uri, "text/plain", "Milk \u001b[2J"),
                    new ResourceContent.Blob(uri, "", "AAEC"));
        }
    }
}
