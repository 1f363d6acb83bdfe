package dev.parley.turn;

import static dev.parley.model.ScriptedChatModel.fail;
import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationSummary;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolStatus;
import dev.parley.model.ModelException;
import dev.parley.model.ScriptedChatModel;
import dev.parley.model.StopReason;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import dev.parley.tool.FakeToolServer;
import dev.parley.tool.InMemoryStandingApprovalStore;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a conversation that is branched, edited or answered again. */
@Timeout(20)
class BranchesTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    private static final ConversationId ID = new ConversationId("c1");

    private final ScriptedChatModel model = new ScriptedChatModel();
    private final FakeToolServer server = new FakeToolServer("shop");
    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final ChatService service =
            new ChatService(
                    new TurnEnvironment(
                            model,
                            List.of(server),
                            server.trustingPolicy(),
                            new InMemoryStandingApprovalStore(),
                            conversations,
                            new InMemoryTurnJournal(conversations),
                            TurnJournal.LEASE_DEFAULT,
                            "Be helpful.",
                            TurnLimits.DEFAULT,
                            InstantSource.system(),
                            new RandomIds()),
                    new PromptService(List.of()));

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aBranchHoldsAllMessagesAndTheOriginalIsLeftAlone() throws Exception {
        twoExchanges();
        Conversation before = saved(ID);

        Conversation branch = service.branch(ANN, ID);

        assertThat(branch.id()).isNotEqualTo(ID);
        assertThat(branch.title()).isEqualTo("One? (branch)");
        assertThat(branch.messages()).isEqualTo(before.messages());
        assertThat(saved(branch.id())).isEqualTo(branch);
        assertThat(saved(ID)).isEqualTo(before);
    }

    @Test
    void aBranchFromAMessageEndsThere() throws Exception {
        twoExchanges();
        List<Message> messages = saved(ID).messages();

        assertThat(texts(service.branch(ANN, ID, messages.get(0).id()))).containsExactly("One?");
        assertThat(texts(service.branch(ANN, ID, messages.get(1).id())))
                .containsExactly("One?", "1.");
        assertThatThrownBy(() -> service.branch(ANN, ID, new MessageId("none")))
                .isInstanceOf(MessageNotFound.class);
    }

    @Test
    void aRepeatedRequestMakesNoSecondBranch() throws Exception {
        twoExchanges();
        MessageId first = saved(ID).messages().getFirst().id();

        Conversation branch = service.branch(ANN, ID, "key");
        Conversation shorter = service.branch(ANN, ID, first, "key");

        assertThat(service.branch(ANN, ID, "key")).isEqualTo(branch);
        assertThat(service.branch(ANN, ID, first, "key")).isEqualTo(shorter);
        assertThat(service.branch(ANN, ID, "other").id()).isNotEqualTo(branch.id());
        assertThat(texts(shorter)).containsExactly("One?");
        assertThat(conversations.list(ANN, "")).hasSize(4);
    }

    @Test
    void aBranchFromTheBeginningOfAnAnswerHoldsTheWholeAnswer() throws Exception {
        server.readingTool("look", (call, context) -> "seen");
        model.thenCall("shop__look", "{}").thenSay("Seen.").thenSay("2.");
        send("Look?");
        send("Two?");
        MessageId answer = saved(ID).messages().get(1).id();

        Conversation branch = service.branch(ANN, ID, answer);

        assertThat(branch.messages()).isEqualTo(saved(ID).messages().subList(0, 4));
        assertThat(branch.openCalls()).isEmpty();
    }

    @Test
    void anOpenApprovalIsClosedInTheBranchAndStaysOpenInTheOriginal() throws Exception {
        server.writingTool("order", (call, context) -> "ordered");
        model.thenCall("shop__order", "{}").thenSay("As you like.");
        send("Order?");

        Conversation branch = service.branch(ANN, ID);

        assertThat(branch.awaitsApproval()).isFalse();
        assertThat(branch.openCalls()).isEmpty();
        ToolResult closed = branch.messages().getLast().toolResults().findFirst().orElseThrow();
        assertThat(closed.status()).isEqualTo(ToolStatus.NOT_RUN);
        assertThat(closed.content().toString()).contains("branched before");
        assertThat(saved(ID).awaitsApproval()).isTrue();
        TurnLogs.whole(service.send(ANN, branch.id(), UserInput.Text.of("Go on")));
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void whileATurnRunsTheBranchEndsBeforeIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        model.thenSay("1.").then(sayAfter(go, "2."), finish(StopReason.STOP));
        send("One?");
        TurnLog running = service.send(ANN, ID, UserInput.Text.of("Two?"));
        MessageId asked = saved(ID).messages().getLast().id();

        assertThat(texts(service.branch(ANN, ID))).containsExactly("One?", "1.");
        assertThatThrownBy(() -> service.branch(ANN, ID, asked))
                .isInstanceOf(ConversationBusy.class);

        go.countDown();
        TurnLogs.whole(running);
        assertThat(texts(service.branch(ANN, ID))).hasSize(4);
    }

    @Test
    void theFirstTurnLeavesNothingToBranch() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        model.then(sayAfter(go, "1."), finish(StopReason.STOP));
        TurnLog running = service.send(ANN, ID, UserInput.Text.of("One?"));

        assertThatThrownBy(() -> service.branch(ANN, ID)).isInstanceOf(ConversationBusy.class);

        go.countDown();
        TurnLogs.whole(running);
    }

    @Test
    void aTitleIsMarkedOnceAndNeverTooLong() throws Exception {
        model.thenSay("1.");
        send("One?");

        ConversationId branch = service.branch(ANN, ID).id();
        assertThat(service.branch(ANN, branch).title()).isEqualTo("One? (branch)");

        String longest = "x".repeat(Conversation.TITLE_LENGTH_MAX);
        conversations.rename(ANN, ID, longest);
        assertThat(service.branch(ANN, ID).title())
                .hasSize(Conversation.TITLE_LENGTH_MAX)
                .endsWith("x… (branch)");
    }

    @Test
    void anEditReplacesTheMessageAndKeepsTheEarlierVersion() throws Exception {
        twoExchanges();
        Conversation before = saved(ID);
        model.thenSay("Three.");

        TurnLogs.whole(
                service.edit(
                        ANN,
                        ID,
                        before.messages().get(2).id(),
                        new UserInput.Text("new", "Three?", List.of()),
                        ""));

        assertThat(texts(saved(ID))).containsExactly("One?", "1.", "Three?", "Three.");
        assertThat(saved(ID).messages().get(2).id()).isEqualTo(new MessageId("new"));
        assertThat(model.requests().getLast().messages()).hasSize(3);
        Conversation earlier = earlier();
        assertThat(earlier.title()).isEqualTo("One? (earlier version)");
        assertThat(earlier.messages()).isEqualTo(before.messages());
        assertThat(earlier.updatedAt()).isEqualTo(before.updatedAt());
    }

    @Test
    void theFirstMessageCanBeEdited() throws Exception {
        twoExchanges();
        MessageId first = saved(ID).messages().getFirst().id();
        model.thenSay("Zero.");

        // The same id again, as the AI SDK has it.
        TurnLogs.whole(
                service.edit(
                        ANN, ID, first, new UserInput.Text(first.value(), "Zero?", List.of()), ""));

        assertThat(texts(saved(ID))).containsExactly("Zero?", "Zero.");
        assertThat(saved(ID).messages().getFirst().id()).isEqualTo(first);
        assertThat(texts(earlier())).hasSize(4);
    }

    @Test
    void anEditThatIsRepeatedIsMadeOnce() throws Exception {
        twoExchanges();
        MessageId edited = saved(ID).messages().get(2).id();
        model.thenSay("Three.");
        UserInput input = UserInput.Text.of("Three?");

        TurnLog first = service.edit(ANN, ID, edited, input, "key");
        TurnLogs.whole(first);
        TurnLog again = service.edit(ANN, ID, edited, input, "key");

        assertThat(again.turn()).isEqualTo(first.turn());
        assertThat(texts(saved(ID))).hasSize(4);
        assertThat(conversations.list(ANN, "")).hasSize(2);
    }

    @Test
    void onlyOnesOwnMessagesAreEdited() throws Exception {
        twoExchanges();
        MessageId answer = saved(ID).messages().get(1).id();
        MessageId asked = saved(ID).messages().get(0).id();
        UserInput input = UserInput.Text.of("Mine");

        assertThatThrownBy(() -> service.edit(ANN, ID, answer, input, ""))
                .isInstanceOf(MessageNotFound.class);
        assertThatThrownBy(() -> service.edit(BOB, ID, asked, input, ""))
                .isInstanceOf(ConversationNotFound.class);
        assertThatThrownBy(() -> service.branch(BOB, ID)).isInstanceOf(ConversationNotFound.class);
        assertThat(conversations.list(ANN, "")).hasSize(1);
    }

    @Test
    void anAnswerThatSaidSomethingIsKeptWhenItIsGivenAgain() throws Exception {
        model.thenSay("1.").thenSay("One.");
        send("One?");
        Conversation before = saved(ID);

        TurnLogs.whole(service.regenerate(ANN, ID, ""));

        assertThat(texts(saved(ID))).containsExactly("One?", "One.");
        assertThat(earlier().messages()).isEqualTo(before.messages());
    }

    @Test
    void anAnswerThatOnlyFailedIsNotKept() throws Exception {
        model.then(fail(ModelException.Kind.UNAVAILABLE)).thenSay("One.");
        send("One?");

        TurnLogs.whole(service.regenerate(ANN, ID, ""));

        assertThat(texts(saved(ID))).containsExactly("One?", "One.");
        assertThat(conversations.list(ANN, "")).hasSize(1);
    }

    @Test
    void usageIsThatOfAllTurnsAlsoOfAnAnswerThatWasReplaced() throws Exception {
        server.readingTool("look", (call, context) -> "seen");
        model.thenCall("shop__look", "{}").thenSay("1.").thenSay("One.");
        send("One?");
        TurnLogs.whole(service.regenerate(ANN, ID, ""));

        UsageSum used = service.usage(ANN, ID);

        assertThat(used.turns()).isEqualTo(2);
        assertThat(used.toolCalls()).isEqualTo(1);
        assertThat(used.tokens().inputTokens()).isEqualTo(30);
        assertThat(used.tokens().outputTokens()).isEqualTo(15);
        assertThat(service.usage(ANN).total()).isEqualTo(used);
        assertThat(service.usage(ANN, earlier().id())).isEqualTo(UsageSum.NONE);
    }

    private void twoExchanges() throws InterruptedException {
        model.thenSay("1.").thenSay("2.");
        send("One?");
        send("Two?");
    }

    private void send(String text) throws InterruptedException {
        TurnLogs.whole(service.send(ANN, ID, UserInput.Text.of(text)));
    }

    private Conversation saved(ConversationId id) {
        return conversations.find(ANN, id).orElseThrow();
    }

    /** The one that was made beside. */
    private Conversation earlier() {
        List<ConversationId> others =
                conversations.list(ANN, "").stream()
                        .map(ConversationSummary::id)
                        .filter(id -> !id.equals(ID))
                        .toList();
        assertThat(others).hasSize(1);
        return saved(others.getFirst());
    }

    private static List<String> texts(Conversation conversation) {
        return conversation.messages().stream()
                .filter(message -> message.role() != Role.TOOL)
                .map(Message::text)
                .toList();
    }
}
