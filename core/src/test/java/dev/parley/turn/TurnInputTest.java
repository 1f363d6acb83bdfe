package dev.parley.turn;

import static dev.parley.model.ScriptedChatModel.sayAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.AttachmentLimits;
import dev.parley.conversation.AttachmentRefused;
import dev.parley.conversation.Attachments;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.InMemoryAttachmentStore;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.model.ModelRequest;
import dev.parley.model.ScriptedChatModel;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import dev.parley.tool.FakeToolServer;
import dev.parley.tool.InMemoryStandingApprovalStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a turn is given beside words: files, and the model that is to answer. */
class TurnInputTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    private static final ConversationId ID = new ConversationId("c1");

    private final ScriptedChatModel model = new ScriptedChatModel().offering("small", "large");
    private final FakeToolServer server = new FakeToolServer("shop");
    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final InMemoryTurnJournal journal = new InMemoryTurnJournal(conversations);
    private final Attachments attachments =
            new Attachments(
                    new InMemoryAttachmentStore(conversations),
                    AttachmentLimits.DEFAULT,
                    InstantSource.system(),
                    new RandomIds());
    private final List<ChatService> services = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    private ChatService replica(TurnJournal line) {
        ChatService service =
                new ChatService(
                        new TurnEnvironment(
                                model,
                                List.of(server),
                                server.trustingPolicy(),
                                new InMemoryStandingApprovalStore(),
                                conversations,
                                line,
                                Duration.ofMillis(300),
                                "Be helpful.",
                                TurnLimits.DEFAULT,
                                InstantSource.system(),
                                new RandomIds(),
                                attachments),
                        new PromptService(List.of()));
        services.add(service);
        return service;
    }

    @AfterEach
    void close() {
        never.countDown();
        services.forEach(ChatService::close);
    }

    @Test
    void aFileIsNamedInTheMessageAndItsContentShownToTheModel() throws Exception {
        Part.Attachment file = attach("hello");
        model.thenSay("A greeting.");

        TurnLogs.whole(replica(journal).send(ANN, ID, with("What is this?", file)));

        assertThat(saved().messages().getFirst().parts())
                .containsExactly(file, new Part.Text("What is this?"));
        ModelRequest request = model.requests().getFirst();
        assertThat(request.files()).containsOnlyKeys(file.id());
        assertThat(request.files().get(file.id())).asString(UTF_8).isEqualTo("hello");
    }

    @Test
    void aFileStaysInSightInLaterTurns() throws Exception {
        Part.Attachment file = attach("hello");
        model.thenSay("A greeting.").thenSay("Again.");
        ChatService chat = replica(journal);
        TurnLogs.whole(chat.send(ANN, ID, with("", file)));

        TurnLogs.whole(chat.send(ANN, ID, UserInput.Text.of("And now?")));

        assertThat(model.requests().getLast().files()).containsOnlyKeys(file.id());
        assertThat(saved().title()).isEqualTo("a.txt");
    }

    @Test
    void t01AFileOfSomebodyElseIsRefusedAndNothingSaved() {
        Part.Attachment file = attach("hello");
        ChatService chat = replica(journal);

        assertThatThrownBy(() -> chat.send(BOB, ID, with("Mine?", file)))
                .isInstanceOf(AttachmentRefused.class);

        assertThat(conversations.find(BOB, ID)).isEmpty();
    }

    @Test
    void deletingAConversationDeletesItsFilesButNotThoseOfAnother() throws Exception {
        Part.Attachment own = attach("own");
        Part.Attachment shared = attach("shared");
        ConversationId other = new ConversationId("c2");
        model.thenSay("One.").thenSay("Two.");
        ChatService chat = replica(journal);
        TurnLogs.whole(chat.send(ANN, ID, with("Look", own, shared)));
        TurnLogs.whole(chat.send(ANN, other, with("Look", shared)));

        chat.delete(ANN, ID);

        assertThat(attachments.find(ANN, own.id())).isEmpty();
        assertThat(attachments.find(ANN, shared.id())).isPresent();
    }

    @Test
    void theChosenModelAnswersAndTheAnswerSaysSo() throws Exception {
        model.thenSay("Hi.");

        List<TurnEvent> events =
                TurnLogs.whole(
                        replica(journal)
                                .answeredBy("large")
                                .send(ANN, ID, UserInput.Text.of("Hello")));

        assertThat(model.requests().getFirst().model()).isEqualTo("large");
        assertThat(((TurnEvent.Started) events.getFirst()).model()).isEqualTo("large");
        assertThat(saved().messages()).extracting(Message::model).containsExactly("", "large");
    }

    @Test
    void whatAnsweredLastGoesOnUntilAnotherIsChosen() throws Exception {
        model.thenSay("1").thenSay("2").thenSay("3").thenSay("4");
        ChatService chat = replica(journal);

        TurnLogs.whole(chat.send(ANN, ID, UserInput.Text.of("a")));
        TurnLogs.whole(chat.answeredBy("large").send(ANN, ID, UserInput.Text.of("b")));
        TurnLogs.whole(chat.answeredBy("").send(ANN, ID, UserInput.Text.of("c")));
        TurnLogs.whole(chat.answeredBy("small").regenerate(ANN, ID, ""));

        assertThat(model.requests())
                .extracting(ModelRequest::model)
                .containsExactly("small", "large", "large", "small");
    }

    @Test
    void anApprovedCallGoesOnWithTheModelThatMadeIt() throws Exception {
        server.writingTool("order", (call, context) -> "ordered");
        model.thenCall("shop__order", "{}").thenSay("Done.");
        ChatService chat = replica(journal);
        TurnLogs.whole(chat.answeredBy("large").send(ANN, ID, UserInput.Text.of("Order")));
        String callId = saved().openCalls().getFirst().callId();

        TurnLogs.whole(chat.decide(ANN, ID, List.of(new Approval(callId, true, "")), ""));

        assertThat(model.requests().getLast().model()).isEqualTo("large");
    }

    @Test
    void f06AnotherReplicaGoesOnWithTheSameModel() throws Exception {
        PluggedJournal line = new PluggedJournal(journal);
        ChatService first = replica(line);
        model.then(sayAfter(never, "never")).thenSay("Hello.");
        TurnLog log = first.answeredBy("large").send(ANN, ID, UserInput.Text.of("go"));
        TurnId turn = log.turn();
        ChatService second = replica(journal);

        line.unplug();
        TurnLogs.whole(second.turn(ANN, ID, turn).orElseThrow());

        assertThat(model.requests().getLast().model()).isEqualTo("large");
        assertThat(saved().messages().getLast().model()).isEqualTo("large");
        line.plugIn();
    }

    @Test
    void aModelThatIsNotOfferedIsRefused() {
        ChatService chat = replica(journal);

        assertThatThrownBy(() -> chat.answeredBy("huge"))
                .isInstanceOf(UnknownModel.class)
                .hasMessage("no model huge; there is: small, large");
    }

    private Part.Attachment attach(String text) {
        return attachments.add(ANN, "a.txt", "text/plain", text.getBytes(UTF_8));
    }

    private static UserInput with(String text, Part.Attachment... files) {
        List<AttachmentId> ids = new ArrayList<>();
        for (Part.Attachment file : files) {
            ids.add(file.id());
        }
        return new UserInput.Text("", text, ids);
    }

    private Conversation saved() {
        Conversation saved = conversations.find(ANN, ID).orElseThrow();
        assertThat(saved.messages().getFirst().role()).isEqualTo(Role.USER);
        return saved;
    }
}
