package dev.parley.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolContent;
import dev.parley.model.ScriptedChatModel;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationAnswer.Action;
import dev.parley.tool.ElicitationValue;
import dev.parley.tool.Elicitations;
import dev.parley.tool.FakeToolServer;
import dev.parley.tool.InMemoryStandingApprovalStore;
import dev.parley.tool.ToolCallContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What tool calls ask, and who answers it where. */
@Timeout(60)
class ElicitationsTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    private static final ConversationId ID = new ConversationId("c1");

    private final ScriptedChatModel model = new ScriptedChatModel();
    private final FakeToolServer server = new FakeToolServer("shop");
    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final InMemoryTurnJournal journal = new InMemoryTurnJournal(conversations);
    private final PluggedJournal line = new PluggedJournal(journal);
    private final AtomicReference<Elicitation> question =
            new AtomicReference<>(Elicitations.form(Elicitations.text("note")));
    private final List<ChatService> services = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private Duration toolTimeMax = Duration.ofMinutes(1);

    @BeforeEach
    void tools() {
        server.readingTool("ask", (call, context) -> said(context.elicit(question.get())));
    }

    @AfterEach
    void close() {
        never.countDown();
        line.plugIn();
        services.forEach(ChatService::close);
    }

    @Test
    void l20AnAnswerReachesTheCallThatWaitsForIt() throws Exception {
        ChatService chat = service(journal);
        TurnLog log = asking(chat);
        TurnEvent.ElicitationRequested asked = request(log);

        chat.answer(ANN, asked.id(), note("by air"));

        List<TurnEvent> events = TurnLogs.whole(log);
        assertThat(asked.elicitation()).isEqualTo(question.get());
        assertThat(answers(events)).containsExactly(Action.ACCEPT);
        assertThat(results()).containsExactly("ACCEPT {note=Text[text=by air]}");
    }

    @Test
    void l20AnAnswerAtAnotherReplicaReachesTheCallWithinASecond() throws Exception {
        TurnLog log = asking(service(journal));
        ChatService other = service(journal);
        ElicitationId id = request(log).id();

        long began = System.nanoTime();
        other.answer(ANN, id, ElicitationAnswer.DECLINED);
        List<TurnEvent> events = TurnLogs.whole(log);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        assertThat(answers(events)).containsExactly(Action.DECLINE);
        assertThat(results()).containsExactly("DECLINE {}");
    }

    @Test
    void l20NobodyElseAnswersAndNobodyTwice() throws Exception {
        ChatService chat = service(journal);
        TurnLog log = asking(chat);
        ElicitationId id = request(log).id();

        assertThatThrownBy(() -> chat.answer(BOB, id, note("mine")))
                .isInstanceOf(ElicitationNotFound.class);
        assertThatThrownBy(() -> chat.answer(ANN, new ElicitationId("none"), note("x")))
                .isInstanceOf(ElicitationNotFound.class);
        chat.answer(ANN, id, note("first"));
        assertThatThrownBy(() -> chat.answer(ANN, id, note("second")))
                .isInstanceOf(ElicitationOver.class);

        TurnLogs.whole(log);
        assertThat(results()).containsExactly("ACCEPT {note=Text[text=first]}");
    }

    @Test
    void anAnswerThatDoesNotFitLeavesTheQuestionOpen() throws Exception {
        ChatService chat = service(journal);
        TurnLog log = asking(chat);
        ElicitationId id = request(log).id();

        assertThatThrownBy(() -> chat.answer(ANN, id, ElicitationAnswer.accepted(Map.of())))
                .isInstanceOf(AnswerMisfit.class)
                .hasMessage("note is required.");
        chat.answer(ANN, id, note("better"));

        TurnLogs.whole(log);
        assertThat(results()).containsExactly("ACCEPT {note=Text[text=better]}");
    }

    @Test
    void l20ASecretIsNeverAskedAndTheUserIsTold() throws Exception {
        ChatService chat = service(journal);
        question.set(Elicitations.form(Elicitations.text("apiKey")));

        List<TurnEvent> events = TurnLogs.whole(asking(chat));

        assertThat(events).noneMatch(TurnEvent.ElicitationRequested.class::isInstance);
        assertThat(results()).containsExactly("DECLINE {}");
        assertThat(events)
                .filteredOn(TurnEvent.Noticed.class::isInstance)
                .containsExactly(
                        new TurnEvent.Noticed(
                                "elicitation_refused",
                                "The server shop asked for \"apiKey\", which looks like a secret;"
                                        + " declined."));
        assertThat(notices()).containsExactly("elicitation_refused");
    }

    @Test
    void l20AnAddressIsOpenedByNobodyAndCompletedByItsServer() throws Exception {
        server.readingTool(
                "pay",
                (call, context) -> {
                    context.elicitationCompleted("order-7");
                    ElicitationAnswer answer = context.elicit(Elicitations.URL);
                    context.elicitationCompleted("another");
                    context.elicitationCompleted("order-7");
                    context.elicitationCompleted("order-7");
                    return said(answer);
                });
        ChatService chat = service(journal);
        model.thenCall("shop__pay", "{}").thenSay("Done.");
        TurnLog log = chat.send(ANN, ID, UserInput.Text.of("go"));
        ElicitationId id = request(log).id();

        chat.answer(ANN, id, ElicitationAnswer.accepted(Map.of()));

        List<TurnEvent> events = TurnLogs.whole(log);
        assertThat(events)
                .containsSubsequence(
                        new TurnEvent.ElicitationAnswered(id, Action.ACCEPT),
                        new TurnEvent.ElicitationCompleted(id));
        assertThat(events).containsOnlyOnce(new TurnEvent.ElicitationCompleted(id));
        assertThat(results()).containsExactly("ACCEPT {}");
    }

    @Test
    void aStoppedTurnCancelsWhatItAsked() throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        AtomicReference<ElicitationAnswer> answer = new AtomicReference<>();
        server.readingTool("elsewhere", (call, context) -> askElsewhere(context, answer, given));
        ChatService chat = service(journal);
        model.thenCall("shop__elsewhere", "{}");
        TurnLog log = chat.send(ANN, ID, UserInput.Text.of("go"));
        ElicitationId id = request(log).id();

        chat.cancel(ANN, ID);

        assertThat(answers(TurnLogs.whole(log))).containsExactly(Action.CANCEL);
        assertThat(given.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(answer.get()).isEqualTo(ElicitationAnswer.CANCELLED);
        assertThatThrownBy(() -> chat.answer(ANN, id, note("late")))
                .isInstanceOf(ElicitationOver.class);
    }

    @Test
    void aCallThatEndsCancelsWhatItAsked() throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        AtomicReference<ElicitationAnswer> answer = new AtomicReference<>();
        CountDownLatch enough = new CountDownLatch(1);
        server.readingTool(
                "hasty",
                (call, context) -> {
                    askInBackground(context, answer, given);
                    assertThat(enough.await(5, TimeUnit.SECONDS)).isTrue();
                    return "not waiting";
                });
        ChatService chat = service(journal);
        model.thenCall("shop__hasty", "{}").thenSay("Done.");
        TurnLog log = chat.send(ANN, ID, UserInput.Text.of("go"));
        request(log);

        enough.countDown();

        assertThat(answers(TurnLogs.whole(log))).containsExactly(Action.CANCEL);
        assertThat(given.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(answer.get()).isEqualTo(ElicitationAnswer.CANCELLED);
    }

    @Test
    void aQuestionNobodyAnswersIsCancelledWhenTheCallMustEnd() throws Exception {
        toolTimeMax = Duration.ofMillis(200);

        List<TurnEvent> events = TurnLogs.whole(asking(service(journal)));

        assertThat(answers(events)).containsExactly(Action.CANCEL);
        assertThat(results()).containsExactly("CANCEL {}");
    }

    @Test
    void aCallThatAsksWithoutEndIsCancelled() throws Exception {
        server.readingTool(
                "nosy",
                (call, context) -> {
                    List<String> answers = new ArrayList<>();
                    question.set(Elicitations.form(Elicitations.text("password")));
                    for (int i = 0; i < 25; i++) {
                        answers.add(context.elicit(question.get()).action().name());
                    }
                    return String.join(" ", answers);
                });
        model.thenCall("shop__nosy", "{}").thenSay("Done.");

        TurnLogs.whole(service(journal).send(ANN, ID, UserInput.Text.of("go")));

        assertThat(results().getFirst().split(" ")).startsWith("DECLINE").endsWith("CANCEL");
        assertThat(notices()).hasSize(20);
    }

    @Test
    void f06AfterACrashAnOpenQuestionIsOverAndTheRepeatedCallAsksAnew() throws Exception {
        TurnLog log = asking(service(line));
        ElicitationId first = request(log).id();
        ChatService second = service(journal);

        line.unplug();

        TurnLog taken = second.turn(ANN, ID, log.turn()).orElseThrow();
        ElicitationId again = request(taken, 2).id();
        assertThatThrownBy(() -> second.answer(ANN, first, note("to the dead")))
                .isInstanceOf(ElicitationOver.class);
        second.answer(ANN, again, note("to the living"));
        List<TurnEvent> events = TurnLogs.whole(taken);
        assertThat(events)
                .containsSubsequence(
                        new TurnEvent.ElicitationAnswered(first, Action.CANCEL),
                        new TurnEvent.ElicitationAnswered(again, Action.ACCEPT));
        assertThat(results()).containsExactly("ACCEPT {note=Text[text=to the living]}");
    }

    @Test
    void fortyHumansMayTakeTheirTimeAtOnce() throws Exception {
        ChatService chat = service(journal);
        int humans = 40;
        List<TurnLog> logs = new ArrayList<>();
        for (int i = 0; i < humans; i++) {
            model.thenCall("shop__ask", "{}");
        }
        for (int i = 0; i < humans; i++) {
            logs.add(chat.send(ANN, new ConversationId("h" + i), UserInput.Text.of("go")));
        }
        List<ElicitationId> asked = new ArrayList<>();
        for (TurnLog log : logs) {
            asked.add(request(log).id());
        }
        for (int i = 0; i < humans; i++) {
            model.thenSay("Done.");
        }

        for (ElicitationId id : asked.reversed()) {
            chat.answer(ANN, id, note("me"));
        }

        for (TurnLog log : logs) {
            assertThat(answers(TurnLogs.whole(log))).containsExactly(Action.ACCEPT);
        }
    }

    private ChatService service(TurnJournal through) {
        TurnLimits limits =
                new TurnLimits(10, 16, 1_000, 10_000, toolTimeMax, Duration.ofMinutes(1));
        ChatService service =
                new ChatService(
                        new TurnEnvironment(
                                model,
                                List.of(server),
                                server.trustingPolicy(),
                                new InMemoryStandingApprovalStore(),
                                conversations,
                                through,
                                Duration.ofMillis(300),
                                "Be helpful.",
                                limits,
                                InstantSource.system(),
                                new RandomIds()),
                        new PromptService(List.of()));
        services.add(service);
        return service;
    }

    private TurnLog asking(ChatService chat) {
        model.thenCall("shop__ask", "{}").thenSay("Done.");
        return chat.send(ANN, ID, UserInput.Text.of("go"));
    }

    private String askElsewhere(
            ToolCallContext context,
            AtomicReference<ElicitationAnswer> answer,
            CountDownLatch given)
            throws InterruptedException {
        askInBackground(context, answer, given);
        never.await();
        return "never";
    }

    private void askInBackground(
            ToolCallContext context,
            AtomicReference<ElicitationAnswer> answer,
            CountDownLatch given) {
        Thread.startVirtualThread(
                () -> {
                    try {
                        answer.set(context.elicit(question.get()));
                        given.countDown();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static ElicitationAnswer note(String text) {
        return ElicitationAnswer.accepted(Map.of("note", new ElicitationValue.Text(text)));
    }

    private static String said(ElicitationAnswer answer) {
        return answer.action() + " " + answer.values();
    }

    private static TurnEvent.ElicitationRequested request(TurnLog log) throws InterruptedException {
        return request(log, 1);
    }

    /** The {@code count}th question in the log; fails when it does not come within 5 s. */
    private static TurnEvent.ElicitationRequested request(TurnLog log, int count)
            throws InterruptedException {
        List<TurnEvent.ElicitationRequested> asked = new ArrayList<>();
        try (TurnFollower follower = log.follow(0)) {
            while (asked.size() < count) {
                List<TurnEvent> events = follower.take(Duration.ofSeconds(5));
                assertThat(events).as("asked in time").isNotEmpty();
                for (TurnEvent event : events) {
                    if (event instanceof TurnEvent.ElicitationRequested it) {
                        asked.add(it);
                    }
                }
            }
        }
        return asked.get(count - 1);
    }

    private static List<Action> answers(List<TurnEvent> events) {
        return events.stream()
                .filter(TurnEvent.ElicitationAnswered.class::isInstance)
                .map(event -> ((TurnEvent.ElicitationAnswered) event).action())
                .toList();
    }

    private List<String> results() {
        return parts(ToolResult.class).stream()
                .map(result -> ((ToolContent.Text) result.content().getFirst()).text())
                .toList();
    }

    private List<String> notices() {
        return parts(Part.Notice.class).stream().map(Part.Notice::code).toList();
    }

    private <T extends Part> List<T> parts(Class<T> kind) {
        Conversation saved = conversations.find(ANN, ID).orElseThrow();
        return saved.messages().stream()
                .flatMap(message -> message.parts().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}
