package dev.parley.turn;

import static dev.parley.model.ScriptedChatModel.begin;
import static dev.parley.model.ScriptedChatModel.end;
import static dev.parley.model.ScriptedChatModel.fail;
import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.Notice;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolStatus;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ScriptedChatModel;
import dev.parley.model.StopReason;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptArgument;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.PromptNotFound;
import dev.parley.prompt.PromptService;
import dev.parley.prompt.PromptSource;
import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import dev.parley.tool.Approval;
import dev.parley.tool.FakeToolServer;
import dev.parley.tool.InMemoryStandingApprovalStore;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import dev.parley.tool.ToolCallContext;
import dev.parley.tool.ToolProgress;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatServiceTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    private static final ConversationId ID = new ConversationId("c1");

    private final ScriptedChatModel model = new ScriptedChatModel();
    private final FakeToolServer server = new FakeToolServer("shop");
    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final List<ToolServer> servers = new ArrayList<>(List.of(server));
    private TurnLimits limits = TurnLimits.DEFAULT;
    private PromptSource prompts = new Greetings();
    private ChatService service = service();

    private ChatService service() {
        return new ChatService(
                new TurnEnvironment(
                        model,
                        servers,
                        server.trustingPolicy(),
                        new InMemoryStandingApprovalStore(),
                        conversations,
                        new InMemoryTurnJournal(conversations),
                        TurnJournal.LEASE_DEFAULT,
                        "Be helpful.",
                        limits,
                        InstantSource.system(),
                        new RandomIds()),
                new PromptService(List.of(prompts)));
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void answerIsStreamedAndSaved() throws Exception {
        model.thenSay("Hello Ann, how are you?");

        List<TurnEvent> events = send("Hi");

        assertThat(kinds(events))
                .startsWith("Started", "StepStarted", "TextStarted", "TextDelta")
                .endsWith("TextDelta", "TextEnded", "StepFinished", "Ended");
        assertThat(outcome(events)).isEqualTo(new TurnOutcome.Completed(StopReason.STOP));
        assertThat(texts(saved())).containsExactly("Hi", "Hello Ann, how are you?");
        assertThat(saved().title()).isEqualTo("Hi");
        assertThat(saved().messages().getLast().id()).isEqualTo(started(events).message());
    }

    @Test
    void modelIsToldTheDayTheUserAndTheServers() throws Exception {
        model.thenSay("Hello.");

        send("Hi");

        assertThat(model.requests().getFirst().system())
                .startsWith("Be helpful.")
                .contains("Today is 20", "You are talking to Ann", "Connected servers: shop");
    }

    @Test
    void t05EachTurnRunsInTheWorkspaceOfItsOwnRequest() throws Exception {
        Workspace web = new Workspace("acme", "web");
        FakeToolServer inside = new FakeToolServer("inside", it -> it.workspace().equals(web));
        inside.tool("look", new ToolAnnotations(true, false, true, false), (call, use) -> "seen");
        servers.add(inside);
        List<Workspace> prompted = new ArrayList<>();
        prompts =
                new Greetings() {
                    @Override
                    public List<PromptMessage> render(
                            Principal principal, String prompt, Map<String, String> arguments) {
                        prompted.add(principal.workspace());
                        return super.render(principal, prompt, arguments);
                    }
                };
        service.close();
        service = service();
        model.thenSay("No.").thenSay("Yes.").thenSay("Yes.").thenSay("No.");

        send("Hi");
        TurnLogs.whole(service.send(ANN.in(web), ID, UserInput.Text.of("And now?")));
        TurnLogs.whole(
                service.edit(
                        ANN.in(web),
                        ID,
                        saved().messages().get(2).id(),
                        new UserInput.Prompt("", "greetings", "greet", Map.of("who", "Bob")),
                        ""));
        send("And here?");

        assertThat(model.requests())
                .extracting(it -> it.tools().stream().map(Tool::name).toList())
                .containsExactly(
                        List.of(), List.of("inside__look"), List.of("inside__look"), List.of());
        assertThat(prompted).containsExactly(web);
        assertThat(saved().owner()).isEqualTo(ANN);
    }

    @Test
    void callsOfOneStepRunSideBySideAndAreAnsweredInOrderOfTheirEnd() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch secondSaved = new CountDownLatch(1);
        server.readingTool(
                        "first",
                        (call, context) -> {
                            meet(both);
                            assertThat(secondSaved.await(5, TimeUnit.SECONDS)).isTrue();
                            return "one";
                        })
                .readingTool(
                        "second",
                        (call, context) -> {
                            meet(both);
                            return "two";
                        });
        model.then(
                        begin(0, "shop__first"),
                        begin(1, "shop__second"),
                        end(0, "{}"),
                        end(1, "{}"),
                        finish(StopReason.TOOL_CALLS))
                .thenSay("Done.");

        TurnLog log = service.send(ANN, ID, UserInput.Text.of("go"));
        awaitEvent(log, TurnEvent.ToolFinished.class);
        secondSaved.countDown();
        List<TurnEvent> events = TurnLogs.whole(log);

        assertThat(results(events))
                .extracting(ToolResult::tool)
                .containsExactly("shop__second", "shop__first");
        assertThat(kinds(events).indexOf("StepFinished"))
                .isLessThan(kinds(events).indexOf("ToolStarted"));
        assertThat(model.requests()).hasSize(2);
        assertThat(saved().openCalls()).isEmpty();
    }

    @Test
    void progressOfAToolReachesTheLog() throws Exception {
        server.readingTool(
                "slow",
                (call, context) -> {
                    context.progress(new ToolProgress(1, 2, "half"));
                    return "ok";
                });
        model.thenCall("shop__slow", "{}").thenSay("Done.");

        List<TurnEvent> events = send("go");

        assertThat(events)
                .filteredOn(TurnEvent.ToolProgressed.class::isInstance)
                .extracting(it -> ((TurnEvent.ToolProgressed) it).progress().message())
                .containsExactly("half");
    }

    @Test
    void progressOfAToolThatTellsTooMuchIsThinnedOut() throws Exception {
        server.readingTool(
                "chatty",
                (call, context) -> {
                    for (int i = 1; i <= 100_000; i++) {
                        context.progress(new ToolProgress(i, 100_000, ""));
                    }
                    return "done";
                });
        model.thenCall("shop__chatty", "{}").thenSay("Done.");

        List<TurnEvent> events = send("go");

        assertThat(events)
                .filteredOn(TurnEvent.ToolProgressed.class::isInstance)
                .hasSizeBetween(100, 2_000);
    }

    @Test
    void toolThatNeedsApprovalEndsTheTurnBeforeItRuns() throws Exception {
        server.writingTool("buy", (call, context) -> "bought");
        model.thenCall("shop__buy", "{\"what\":\"milk\"}");

        List<TurnEvent> events = send("buy milk");

        String callId = saved().openCalls().getFirst().callId();
        assertThat(outcome(events)).isEqualTo(new TurnOutcome.AwaitingApproval(List.of(callId)));
        assertThat(saved().awaitsApproval()).isTrue();
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void allowedCallBesideOneThatAsksIsKnownNotToHaveRun() throws Exception {
        server.readingTool("look", (call, context) -> "seen")
                .writingTool("buy", (call, context) -> "bought");
        model.then(
                        begin(0, "shop__look"),
                        end(0, "{}"),
                        begin(1, "shop__buy"),
                        end(1, "{}"),
                        finish(StopReason.TOOL_CALLS))
                .thenSay("All right.");
        send("look and buy");
        assertThat(saved().openCalls()).hasSize(2);

        Conversation branch = service.branch(ANN, ID);
        send("Never mind.");

        assertThat(server.calls()).isEmpty();
        for (Conversation closed : List.of(branch, saved())) {
            assertThat(closed.messages().stream().flatMap(Message::toolResults))
                    .extracting(ToolResult::status)
                    .containsExactly(ToolStatus.NOT_RUN, ToolStatus.NOT_RUN);
        }
    }

    @Test
    void approvedCallRunsAndTheSameMessageGoesOn() throws Exception {
        server.writingTool("buy", (call, context) -> "bought");
        model.thenCall("shop__buy", "{}").thenSay("Bought it.");
        List<TurnEvent> asked = send("buy milk");

        List<TurnEvent> events = decide(true, "");

        assertThat(started(events).message()).isEqualTo(started(asked).message());
        assertThat(kinds(events))
                .startsWith("Started", "ApprovalAnswered", "ToolStarted", "ToolFinished");
        assertThat(results(events)).extracting(ToolResult::status).containsExactly(ToolStatus.OK);
        assertThat(texts(saved())).contains("Bought it.");
    }

    @Test
    void deniedCallIsNotRunAndTheModelLearnsWhy() throws Exception {
        server.writingTool("buy", (call, context) -> "bought");
        model.thenCall("shop__buy", "{}").thenSay("All right.");
        send("buy milk");

        List<TurnEvent> events = decide(false, "too dear");

        assertThat(server.calls()).isEmpty();
        assertThat(results(events))
                .extracting(ToolResult::status)
                .containsExactly(ToolStatus.DENIED);
        assertThat(lastResult(model).content().toString()).contains("too dear");
    }

    @Test
    void approvalIsGoodForOneTime() throws Exception {
        server.writingTool("buy", (call, context) -> "bought");
        model.thenCall("shop__buy", "{}").thenSay("Bought it.");
        send("buy milk");
        String callId = saved().openCalls().getFirst().callId();
        decide(true, "");

        assertThatThrownBy(
                        () -> service.decide(ANN, ID, List.of(new Approval(callId, true, "")), ""))
                .isInstanceOf(ApprovalRefused.class);
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void approvalMustNameEveryOpenCallAndNoOther() throws Exception {
        server.writingTool("buy", (call, context) -> "bought");
        model.thenCall("shop__buy", "{}");
        send("buy milk");

        assertThatThrownBy(() -> service.decide(ANN, ID, List.of(new Approval("x", true, "")), ""))
                .isInstanceOf(ApprovalRefused.class)
                .hasMessageContaining(saved().openCalls().getFirst().callId());
        assertThatThrownBy(() -> service.decide(BOB, ID, List.of(new Approval("x", true, "")), ""))
                .isInstanceOf(ConversationNotFound.class);
    }

    @Test
    void nextMessageClosesTheCallNobodyApproved() throws Exception {
        server.writingTool("buy", (call, context) -> "bought");
        model.thenCall("shop__buy", "{}").thenSay("Fine.");
        send("buy milk");

        send("forget it");

        assertThat(lastResult(model).status()).isEqualTo(ToolStatus.NOT_RUN);
        assertThat(saved().openCalls()).isEmpty();
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void unknownToolForbiddenToolAndBadArgumentsAreToldToTheModel() throws Exception {
        server.readingTool("forbidden", (call, context) -> "never");
        server.readingTool("look", (call, context) -> "never");
        model.then(
                        begin(0, "shop__nothing"),
                        end(0, "{}"),
                        begin(1, "shop__forbidden"),
                        end(1, "{}"),
                        begin(2, "shop__look"),
                        () -> new ModelEvent.ToolCallMalformed(2, "{oops", "unexpected 'o'"),
                        finish(StopReason.TOOL_CALLS))
                .thenSay("Sorry.");

        List<TurnEvent> events = send("go");

        assertThat(results(events))
                .extracting(ToolResult::status)
                .containsExactly(ToolStatus.FAILED, ToolStatus.DENIED, ToolStatus.FAILED);
        assertThat(lastResult(model).content().toString()).contains("{oops");
        assertThat(server.calls()).isEmpty();
        assertThat(outcome(events)).isInstanceOf(TurnOutcome.Completed.class);
    }

    @Test
    void callsPastTheLimitOfAStepAreNotRun() throws Exception {
        limits = new TurnLimits(10, 1, 100, 100, Duration.ofMinutes(1), Duration.ofMinutes(1));
        service = service();
        server.readingTool("look", (call, context) -> "seen");
        model.then(
                        begin(0, "shop__look"),
                        end(0, "{}"),
                        begin(1, "shop__look"),
                        end(1, "{}"),
                        finish(StopReason.TOOL_CALLS))
                .thenSay("Done.");

        List<TurnEvent> events = send("go");

        assertThat(results(events))
                .extracting(ToolResult::status)
                .containsExactlyInAnyOrder(ToolStatus.NOT_RUN, ToolStatus.OK);
    }

    @Test
    void turnEndsAtTheLimitOfSteps() throws Exception {
        limits = new TurnLimits(2, 4, 100, 100, Duration.ofMinutes(1), Duration.ofMinutes(1));
        service = service();
        server.readingTool("look", (call, context) -> "seen");
        model.thenCall("shop__look", "{}").thenCall("shop__look", "{}");

        List<TurnEvent> events = send("go");

        assertThat(outcome(events)).isInstanceOf(TurnOutcome.Interrupted.class);
        assertThat(notices()).extracting(Notice::code).containsExactly("step_limit");
    }

    @Test
    void turnEndsAtTheLimitOfTime() throws Exception {
        limits = new TurnLimits(2, 4, 100, 100, Duration.ofMinutes(1), Duration.ofMillis(50));
        service = service();
        model.then(say("Well"), sayAfter(new CountDownLatch(1), "never"));

        List<TurnEvent> events = send("go");

        assertThat(outcome(events)).isInstanceOf(TurnOutcome.Interrupted.class);
        assertThat(notices()).extracting(Notice::code).containsExactly("turn_time_limit");
        assertThat(texts(saved())).contains("Well");
    }

    @Test
    void stopWhileTheModelAnswersKeepsWhatWasSaid() throws Exception {
        model.then(say("Well, "), say("I think"), sayAfter(new CountDownLatch(1), "never"));
        TurnLog log = service.send(ANN, ID, UserInput.Text.of("go"));
        awaitEvent(log, TurnEvent.TextDelta.class);

        assertThat(service.cancel(ANN, ID)).isTrue();

        List<TurnEvent> events = TurnLogs.whole(log);
        assertThat(outcome(events)).isEqualTo(new TurnOutcome.Stopped());
        assertThat(kinds(events)).endsWith("TextEnded", "Noticed", "Ended");
        assertThat(texts(saved()).getLast()).startsWith("Well, ");
        // Whoever reads it may have been kept out by an administrator, and stopped nothing.
        assertThat(notices()).containsExactly(new Notice("stopped", "This answer was stopped."));
        assertThat(model.closed().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopDuringToolCallsSavesTheResultsThereAre() throws Exception {
        server.readingTool("quick", (call, context) -> "done")
                .readingTool(
                        "stuck",
                        (call, context) -> {
                            new CountDownLatch(1).await();
                            return "never";
                        });
        model.then(
                begin(0, "shop__quick"),
                end(0, "{}"),
                begin(1, "shop__stuck"),
                end(1, "{}"),
                finish(StopReason.TOOL_CALLS));
        TurnLog log = service.send(ANN, ID, UserInput.Text.of("go"));
        awaitEvent(log, TurnEvent.ToolFinished.class);

        service.cancel(ANN, ID);

        assertThat(results(TurnLogs.whole(log)))
                .extracting(ToolResult::status)
                .containsExactly(ToolStatus.OK, ToolStatus.UNKNOWN);
        assertThat(saved().openCalls()).isEmpty();
    }

    @Test
    void toolThatDoesNotObeyAStopIsLeftBehind() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        server.readingTool(
                "deaf",
                (call, context) -> {
                    begun.countDown();
                    awaitUninterruptibly(release);
                    return "late";
                });
        model.thenCall("shop__deaf", "{}");
        TurnLog log = service.send(ANN, ID, UserInput.Text.of("go"));
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        service.cancel(ANN, ID);

        List<TurnEvent> events = TurnLogs.whole(log);
        release.countDown();
        assertThat(results(events))
                .extracting(ToolResult::status)
                .containsExactly(ToolStatus.UNKNOWN);
        assertThat(outcome(events)).isEqualTo(new TurnOutcome.Stopped());
    }

    @Test
    void toolThatOutlivesItsTimeIsUnknown() throws Exception {
        limits = new TurnLimits(5, 4, 100, 100, Duration.ofMillis(1), Duration.ofMinutes(1));
        service = service();
        server.readingTool(
                "stuck",
                (call, context) -> {
                    new CountDownLatch(1).await();
                    return "never";
                });
        model.thenCall("shop__stuck", "{}").thenSay("Too slow.");

        List<TurnEvent> events = send("go");

        assertThat(results(events))
                .extracting(ToolResult::status)
                .containsExactly(ToolStatus.UNKNOWN);
        assertThat(outcome(events)).isInstanceOf(TurnOutcome.Completed.class);
    }

    @Test
    void modelFailureInTheMiddleKeepsWhatWasSaidAndLeavesNoCallOpen() throws Exception {
        server.readingTool("look", (call, context) -> "seen");
        model.then(
                say("Let me see."),
                begin(0, "shop__look"),
                end(0, "{}"),
                fail(ModelException.Kind.INCOMPLETE));

        List<TurnEvent> events = send("go");

        assertThat(outcome(events))
                .isEqualTo(new TurnOutcome.Failed("model_incomplete", "scripted failure", null));
        assertThat(texts(saved())).contains("Let me see.");
        assertThat(saved().openCalls()).isEmpty();
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void failedTurnCanBeTriedAgain() throws Exception {
        model.then(fail(ModelException.Kind.UNAVAILABLE)).thenSay("Here I am.");
        send("Hi");

        List<TurnEvent> events = TurnLogs.whole(service.regenerate(ANN, ID, ""));

        assertThat(outcome(events)).isInstanceOf(TurnOutcome.Completed.class);
        assertThat(texts(saved())).containsExactly("Hi", "Here I am.");
        assertThat(model.requests().getLast().messages()).hasSize(1);
    }

    @Test
    void errorOfTheJvmEndsTheTurnAndFreesTheConversation() throws Exception {
        model.then(
                        say("Hello"),
                        () -> {
                            throw new StackOverflowError("scripted");
                        })
                .thenSay("Again.");

        List<TurnEvent> events = send("Hi");

        assertThat(outcome(events))
                .isInstanceOfSatisfying(
                        TurnOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("internal_error"));
        assertThat(texts(saved())).containsExactly("Hi", "Hello");
        assertThat(outcome(send("Once more")))
                .isEqualTo(new TurnOutcome.Completed(StopReason.STOP));
    }

    @Test
    void errorOfTheJvmInAToolIsTheResultOfItsCallAtOnce() throws Exception {
        server.readingTool(
                "deep",
                (call, context) -> {
                    throw new StackOverflowError("scripted");
                });
        model.thenCall("shop__deep", "{}").thenSay("That failed.");

        List<TurnEvent> events = send("go");

        assertThat(results(events))
                .extracting(ToolResult::status)
                .containsExactly(ToolStatus.UNKNOWN);
        assertThat(outcome(events)).isEqualTo(new TurnOutcome.Completed(StopReason.STOP));
    }

    @Test
    void emptyAnswerAndCutAnswerSaySo() throws Exception {
        model.then(finish(StopReason.STOP)).then(say("Wel"), finish(StopReason.LENGTH));

        send("Hi");
        send("And?");

        assertThat(notices())
                .extracting(Notice::code)
                .containsExactly("empty_answer", "output_limit");
    }

    @Test
    void secondTurnOfAConversationIsRefusedWhileOneRuns() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        model.then(sayAfter(go, "Hello."), finish(StopReason.STOP)).thenSay("Again.");
        TurnLog log = service.send(ANN, ID, UserInput.Text.of("Hi"));

        assertThatThrownBy(() -> service.send(ANN, ID, UserInput.Text.of("Hi?")))
                .isInstanceOf(ConversationBusy.class);
        assertThatThrownBy(() -> service.regenerate(ANN, ID, ""))
                .isInstanceOf(ConversationBusy.class);

        go.countDown();
        TurnLogs.whole(log);
        // Whoever has seen the end may send at once.
        assertThat(outcome(send("Hi again"))).isInstanceOf(TurnOutcome.Completed.class);
    }

    @Test
    void someoneElsesConversationIsLikeNone() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        model.then(sayAfter(go, "Hello."), finish(StopReason.STOP));
        TurnLog log = service.send(ANN, ID, UserInput.Text.of("Hi"));

        assertThat(service.running(BOB, ID)).isEmpty();
        assertThat(service.cancel(BOB, ID)).isFalse();
        assertThat(service.delete(BOB, ID)).isFalse();
        assertThatThrownBy(() -> service.send(BOB, ID, UserInput.Text.of("Hi")))
                .isInstanceOf(ConversationNotFound.class);

        go.countDown();
        TurnLogs.whole(log);
        assertThatThrownBy(() -> service.send(BOB, ID, UserInput.Text.of("Hi")))
                .isInstanceOf(ConversationNotFound.class);
        assertThatThrownBy(() -> service.regenerate(BOB, ID, ""))
                .isInstanceOf(ConversationNotFound.class);
    }

    @Test
    void serverThatCannotBeReachedIsNamedAndTheOthersGoOn() throws Exception {
        servers.add(new BrokenServer());
        service = service();
        server.readingTool("look", (call, context) -> "seen");
        model.thenCall("shop__look", "{}").thenSay("Seen.");

        List<TurnEvent> events = send("go");

        assertThat(notices()).extracting(Notice::code).containsExactly("server_unreachable");
        assertThat(notices().getFirst().text()).contains("broken");
        assertThat(outcome(events)).isInstanceOf(TurnOutcome.Completed.class);
    }

    @Test
    void serverWhoseListMakesNoSenseIsNamedAndTheOthersGoOn() throws Exception {
        servers.add(
                new BrokenServer() {
                    @Override
                    public List<Tool> tools(Principal principal) {
                        throw new NullPointerException("a tool without a name");
                    }
                });
        service = service();
        model.thenSay("Hello.");

        List<TurnEvent> events = send("Hi");

        assertThat(outcome(events)).isEqualTo(new TurnOutcome.Completed(StopReason.STOP));
        assertThat(notices()).extracting(Notice::code).containsExactly("server_unreachable");
    }

    @Test
    void promptIsRenderedIntoTheConversation() throws Exception {
        model.thenSay("Good morning, Ann.");

        TurnLogs.whole(
                service.send(
                        ANN,
                        ID,
                        new UserInput.Prompt("m1", "greetings", "greet", Map.of("who", "Ann"))));

        Message first = saved().messages().getFirst();
        assertThat(first.id().value()).isEqualTo("m1");
        assertThat(first.parts())
                .containsExactly(
                        new Part.PromptUse("greetings", "greet", Map.of("who", "Ann")),
                        new Part.Text("Greet Ann."));
    }

    @Test
    void promptThatDoesNotExistOrLacksAnArgumentChangesNothing() {
        assertThatThrownBy(
                        () ->
                                service.send(
                                        ANN,
                                        ID,
                                        new UserInput.Prompt("", "greetings", "no", Map.of())))
                .isInstanceOf(PromptNotFound.class);
        assertThatThrownBy(
                        () ->
                                service.send(
                                        ANN,
                                        ID,
                                        new UserInput.Prompt("", "greetings", "greet", Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("who");

        assertThat(conversations.find(ANN, ID)).isEmpty();
        assertThat(service.running(ANN, ID)).isEmpty();
    }

    @Test
    void clientsIdForAMessageIsKeptOnceAndOnlyIfLegal() throws Exception {
        model.thenSay("1").thenSay("2").thenSay("3");

        for (String id : List.of("m1", "m1", "no good")) {
            TurnLogs.whole(service.send(ANN, ID, new UserInput.Text(id, "Hi", List.of())));
        }

        assertThat(saved().messages())
                .filteredOn(it -> it.role() == Role.USER)
                .extracting(it -> it.id().value())
                .startsWith("m1")
                .doesNotHaveDuplicates()
                .doesNotContain("no good");
    }

    @Test
    void closeEndsRunningTurnsWithWhatTheyHave() throws Exception {
        model.then(say("Well"), sayAfter(new CountDownLatch(1), "never"));
        TurnLog log = service.send(ANN, ID, UserInput.Text.of("go"));
        awaitEvent(log, TurnEvent.TextDelta.class);

        service.close();

        assertThat(log.ended()).isTrue();
        assertThat(outcome(TurnLogs.whole(log))).isInstanceOf(TurnOutcome.Interrupted.class);
        assertThat(texts(saved())).contains("Well");
        assertThatThrownBy(() -> service.send(ANN, ID, UserInput.Text.of("more")))
                .isInstanceOf(ServiceStopping.class);
    }

    @Test
    void turnWhoseInputIsPreparedWhileTheServiceClosesDoesNotBegin() throws Exception {
        CountDownLatch rendering = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        prompts =
                new Greetings() {
                    @Override
                    public List<PromptMessage> render(
                            Principal principal, String prompt, Map<String, String> arguments) {
                        rendering.countDown();
                        awaitUninterruptibly(closed);
                        return super.render(principal, prompt, arguments);
                    }
                };
        service = service();
        UserInput greeting = new UserInput.Prompt("", "greetings", "greet", Map.of("who", "Ann"));
        FutureTask<TurnLog> sending = new FutureTask<>(() -> service.send(ANN, ID, greeting));
        Thread.startVirtualThread(sending);
        assertThat(rendering.await(5, TimeUnit.SECONDS)).isTrue();

        service.close();
        closed.countDown();

        assertThatThrownBy(() -> sending.get(5, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ServiceStopping.class);
        assertThat(conversations.find(ANN, ID)).isEmpty();
    }

    @Test
    void conversationDeletedUnderARunningTurnIsGone() throws Exception {
        model.then(say("Well"), sayAfter(new CountDownLatch(1), "never"));
        TurnLog log = service.send(ANN, ID, UserInput.Text.of("go"));
        awaitEvent(log, TurnEvent.TextDelta.class);

        assertThat(service.delete(ANN, ID)).isTrue();

        TurnLogs.whole(log);
        assertThat(conversations.find(ANN, ID)).isEmpty();
    }

    private List<TurnEvent> send(String text) throws InterruptedException {
        return TurnLogs.whole(service.send(ANN, ID, UserInput.Text.of(text)));
    }

    private List<TurnEvent> decide(boolean approved, String reason) throws InterruptedException {
        List<Approval> approvals =
                saved().openCalls().stream()
                        .map(call -> new Approval(call.callId(), approved, reason))
                        .toList();
        return TurnLogs.whole(service.decide(ANN, ID, approvals, ""));
    }

    private Conversation saved() {
        return conversations.find(ANN, ID).orElseThrow();
    }

    private List<Notice> notices() {
        return saved().messages().stream()
                .flatMap(it -> it.parts().stream())
                .filter(Notice.class::isInstance)
                .map(Notice.class::cast)
                .toList();
    }

    private static List<String> texts(Conversation conversation) {
        return conversation.messages().stream()
                .map(Message::text)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private static ToolResult lastResult(ScriptedChatModel model) {
        return model.requests().getLast().messages().stream()
                .flatMap(Message::toolResults)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static List<String> kinds(List<TurnEvent> events) {
        return events.stream().map(it -> it.getClass().getSimpleName()).toList();
    }

    private static TurnEvent.Started started(List<TurnEvent> events) {
        return (TurnEvent.Started) events.getFirst();
    }

    private static TurnOutcome outcome(List<TurnEvent> events) {
        return ((TurnEvent.Ended) events.getLast()).outcome();
    }

    private static List<ToolResult> results(List<TurnEvent> events) {
        return events.stream()
                .filter(TurnEvent.ToolFinished.class::isInstance)
                .map(it -> ((TurnEvent.ToolFinished) it).result())
                .toList();
    }

    private static void awaitEvent(TurnLog log, Class<? extends TurnEvent> kind)
            throws InterruptedException {
        try (TurnFollower follower = log.follow(0)) {
            while (true) {
                List<TurnEvent> events = follower.take(Duration.ofSeconds(5));
                if (events.stream().anyMatch(kind::isInstance)) {
                    return;
                }
                assertThat(events).as("no " + kind.getSimpleName() + " within 5 s").isNotEmpty();
            }
        }
    }

    private static void meet(CountDownLatch all) throws InterruptedException {
        all.countDown();
        assertThat(all.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // This is what the test is about: the tool does not listen.
            }
        }
    }

    private static class Greetings implements PromptSource {

        @Override
        public String name() {
            return "greetings";
        }

        @Override
        public List<Prompt> prompts(Principal principal) {
            PromptArgument who = new PromptArgument("who", "Whom to greet", true);
            return List.of(new Prompt("greetings", "greet", "Greet", "", List.of(who)));
        }

        @Override
        public List<PromptMessage> render(
                Principal principal, String prompt, Map<String, String> arguments) {
            return List.of(new PromptMessage(Role.USER, "Greet " + arguments.get("who") + "."));
        }
    }

    private static class BrokenServer implements ToolServer {

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String instructions(Principal principal) {
            return "";
        }

        @Override
        public List<Tool> tools(Principal principal) {
            throw new ToolServerException(
                    ToolServerException.Kind.UNREACHABLE, "It cannot be reached.", false, null);
        }

        @Override
        public ToolResult call(
                Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
            throw new AssertionError("never called");
        }
    }
}
