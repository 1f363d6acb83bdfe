package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelRequest;
import dev.parley.model.ScriptedChatModel;
import dev.parley.model.StopReason;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import dev.parley.tool.Elicitations;
import dev.parley.tool.FakeToolServer;
import dev.parley.tool.InMemoryStandingApprovalStore;
import dev.parley.tool.ToolPolicy;
import dev.parley.turn.ChatService;
import dev.parley.turn.InMemoryTurnJournal;
import dev.parley.turn.RandomIds;
import dev.parley.turn.TurnEnvironment;
import dev.parley.turn.TurnJournal;
import dev.parley.turn.TurnLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskCommandTest {

    private final ScriptedChatModel model = new ScriptedChatModel();
    private final FakeToolServer server = new FakeToolServer("shop");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ToolPolicy policy = server.trustingPolicy();
    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private boolean closed;

    @Test
    void answerIsOnStandardOutputAndToolCallsAreNot() {
        server.readingTool("look", (call, context) -> "seen");
        model.thenCall("shop__look", "{\"at\":\"milk\"}").thenSay("There is milk.");

        int exitCode = run("ask", "Is there milk?");

        assertThat(exitCode).isZero();
        assertThat(out.toString()).isEqualToNormalizingNewlines("There is milk.\n");
        assertThat(err.toString()).contains("→ shop__look {\"at\":\"milk\"}", "← shop__look: ok");
        assertThat(closed).isTrue();
    }

    @Test
    void callsThatNeedApprovalAreDeniedUnlessTheUserSaysOtherwise() {
        server.writingTool("buy", (call, context) -> "bought");
        model.thenCall("shop__buy", "{}").thenSay("Not bought.");

        int exitCode = run("ask", "Buy milk");

        assertThat(exitCode).isZero();
        assertThat(server.calls()).isEmpty();
        assertThat(err.toString()).contains("← shop__buy: denied");
    }

    @Test
    void approveReadApprovesWhatSaysItReadsAndApproveAllTheRest() {
        policy = new ToolPolicy(Map.of());
        server.readingTool("peek", (call, context) -> "seen")
                .writingTool("buy", (call, context) -> "bought");
        model.thenCall("shop__peek", "{}").thenCall("shop__buy", "{}").thenSay("Seen.");
        model.thenCall("shop__buy", "{}").thenSay("Bought.");

        run("ask", "--approve", "read", "one");
        run("ask", "--approve", "all", "two");

        assertThat(server.calls())
                .extracting(ToolCall::tool)
                .containsExactly("shop__peek", "shop__buy");
    }

    @Test
    void l20WhatAServerAsksIsDeclinedInOneLine() {
        server.readingTool(
                "ship", (call, context) -> context.elicit(Elicitations.FORM).action().toString());
        model.thenCall("shop__ship", "{}").thenSay("Not sent.");

        int exitCode = run("ask", "Send it");

        assertThat(exitCode).isZero();
        assertThat(err.toString().lines())
                .contains(
                        "? shop asks: How shall we send it? Please be exact. ✓"
                                + " [declined: not interactive]");
        assertThat(out.toString()).isEqualToNormalizingNewlines("Not sent.\n");
    }

    @Test
    void filesGoWithTheQuestion(@TempDir Path folder) throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "buy milk");
        model.thenSay("Milk.");

        int exitCode = run("ask", "--file", notes.toString(), "What is to buy?");

        assertThat(exitCode).isZero();
        Message asked = model.requests().getFirst().messages().getFirst();
        assertThat(asked.attachments())
                .extracting(Part.Attachment::name)
                .containsExactly("notes.txt");
        assertThat(model.requests().getFirst().files()).hasSize(1);
    }

    @Test
    void aFileThatIsNotTakenIsNamedAndNothingAsked(@TempDir Path folder) throws IOException {
        Path archive = Files.write(folder.resolve("a.zip"), new byte[] {'P', 'K', 0});

        assertThat(run("ask", "--file", archive.toString(), "Look")).isEqualTo(ExitCode.USAGE);
        assertThat(run("ask", "--file", folder.resolve("no").toString(), "Look"))
                .isEqualTo(ExitCode.USAGE);

        assertThat(err.toString()).contains("a.zip: Only pictures", "no cannot be read");
        assertThat(model.requests()).isEmpty();
    }

    @Test
    void theModelIsChosenByItsName() {
        model.offering("small", "large").thenSay("Hi.");

        assertThat(run("ask", "--model", "large", "Hello")).isZero();
        assertThat(run("ask", "--model", "huge", "Hello")).isEqualTo(ExitCode.USAGE);

        assertThat(model.requests()).extracting(ModelRequest::model).containsExactly("large");
        assertThat(err.toString()).contains("no model huge; there is: small, large");
    }

    @Test
    void jsonIsOneObjectWithAnswerAndCalls() {
        server.readingTool("look", (call, context) -> "seen");
        model.thenCall("shop__look", "{\"at\":1}").thenSay("There \"is\" milk.");

        run("ask", "--json", "Is there milk?");

        assertThat(out.toString().strip())
                .matches(
                        "\\{\"outcome\":\"completed\",\"answer\":\"There \\\\\"is\\\\\" milk\\.\","
                                + "\"toolCalls\":\\[\\{\"tool\":\"shop__look\",\"arguments\":\\{\"at\":1},"
                                + "\"status\":\"ok\",\"tookMs\":\\d+}]}");
    }

    @Test
    void failureOfTheModelIsOneLineAndAnExitCode() {
        model.then(ScriptedChatModel.fail(ModelException.Kind.UNAVAILABLE));

        int exitCode = run("ask", "Hi");

        assertThat(exitCode).isEqualTo(4);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().strip()).isEqualTo("! scripted failure [model_unavailable]");
    }

    @Test
    void turnThatIsTakenAwayIsAFailureThatSaysSo() {
        model.then(
                ScriptedChatModel.say("Half an "),
                () -> {
                    // As another replica would: the journal refuses what comes after.
                    Principal local = Principal.local();
                    conversations
                            .list(local, "")
                            .forEach(it -> conversations.delete(local, it.id()));
                    return new ModelEvent.TextDelta("answer.");
                },
                ScriptedChatModel.finish(StopReason.STOP));

        int exitCode = run("ask", "Hi");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).contains("[turn_lost]");
    }

    @Test
    void escapeSequencesDoNotReachTheTerminal() {
        model.thenSay("safe \u001b]52;c;aGk=\u0007 \u202Etxt");

        run("ask", "Hi");

        assertThat(out.toString()).doesNotContain("\u001b", "\u0007", "\u202E").contains("\\u001b");
    }

    @Test
    void wrongUsageIsExitCodeTwo() {
        assertThat(run("ask")).isEqualTo(2);
        assertThat(run("ask", "  ")).isEqualTo(2);
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("\tat ");
    }

    @Test
    void reasonWhyItCannotStartIsOneLine() {
        int exitCode =
                ParleyCommand.run(
                        new UnaskedLauncher() {
                            @Override
                            public int serve(String config) {
                                throw new StartException("port 80 is in use", null);
                            }

                            @Override
                            public ChatSession openChat(String config) {
                                throw new StartException("not used", null);
                            }

                            @Override
                            public ServerSession openServers(String config) {
                                throw new StartException("not used", null);
                            }

                            @Override
                            public VaultReport vaultStatus(String config) {
                                throw new StartException("not used", null);
                            }

                            @Override
                            public VaultReport rotateVault(String config) {
                                throw new StartException("not used", null);
                            }
                        },
                        "1",
                        new PrintWriter(out),
                        new PrintWriter(err),
                        false);

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).isEqualToIgnoringNewLines("parley: port 80 is in use");
    }

    @Test
    void helpOfEveryCommandHasAnExample() {
        for (String[] command :
                List.of(
                        new String[] {"--help"},
                        new String[] {"serve", "--help"},
                        new String[] {"ask", "--help"},
                        new String[] {"login", "--help"},
                        new String[] {"logout", "--help"},
                        new String[] {"vault", "--help"},
                        new String[] {"vault", "status", "--help"},
                        new String[] {"vault", "rotate", "--help"})) {
            out.getBuffer().setLength(0);
            assertThat(run(command)).isZero();
            assertThat(out.toString()).contains("Example: ");
        }
    }

    private int run(String... arguments) {
        return ParleyCommand.run(
                new UnaskedLauncher() {
                    @Override
                    public ChatSession openChat(String config) {
                        return session();
                    }
                },
                "1",
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false,
                arguments);
    }

    private ChatSession session() {
        ChatService chat =
                new ChatService(
                        new TurnEnvironment(
                                model,
                                List.of(server),
                                policy,
                                new InMemoryStandingApprovalStore(),
                                conversations,
                                new InMemoryTurnJournal(conversations),
                                TurnJournal.LEASE_DEFAULT,
                                "Be helpful.",
                                TurnLimits.DEFAULT,
                                InstantSource.system(),
                                new RandomIds()),
                        new PromptService(List.of()));
        return new ChatSession(
                chat,
                Principal.local(),
                List.of(server),
                () -> {
                    chat.close();
                    closed = true;
                });
    }
}
