package dev.parley.turn;

import static dev.parley.model.ScriptedChatModel.begin;
import static dev.parley.model.ScriptedChatModel.end;
import static dev.parley.model.ScriptedChatModel.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Consent;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.model.ScriptedChatModel;
import dev.parley.model.StopReason;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import dev.parley.tool.Approval;
import dev.parley.tool.FakeToolServer;
import dev.parley.tool.InMemoryStandingApprovalStore;
import dev.parley.tool.StandingApproval;
import dev.parley.tool.StandingApprovalStore;
import dev.parley.tool.StandingApprovalStoreException;
import dev.parley.tool.ToolPolicy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users allow for always: when it holds, and when they are asked all the same. */
@Timeout(30)
class StandingApprovalsTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    private static final ConversationId ID = new ConversationId("c1");

    private final ScriptedChatModel model = new ScriptedChatModel();
    private final FakeToolServer server = new FakeToolServer("shop");
    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final InMemoryTurnJournal journal = new InMemoryTurnJournal(conversations);
    private final FallibleStore store = new FallibleStore();
    private final List<ChatService> services = new ArrayList<>();
    private ToolPolicy.Rules rules = rules(List.of(), List.of());
    private final ChatService service = service();

    private ChatService service() {
        server.writingTool("buy", (call, context) -> "bought").define("buy", "v1");
        ChatService made =
                new ChatService(
                        new TurnEnvironment(
                                model,
                                List.of(server),
                                new ToolPolicy(Map.of("shop", rules)),
                                store,
                                conversations,
                                journal,
                                TurnJournal.LEASE_DEFAULT,
                                "Be helpful.",
                                TurnLimits.DEFAULT,
                                InstantSource.system(),
                                new RandomIds()),
                        new PromptService(List.of()));
        services.add(made);
        return made;
    }

    @AfterEach
    void close() {
        services.forEach(ChatService::close);
    }

    @Test
    void a03AllowedAlwaysTheNextCallRunsWithoutAsking() throws Exception {
        allowAlways();

        List<TurnEvent> events = buy(service);

        assertThat(outcome(events)).isInstanceOf(TurnOutcome.Completed.class);
        assertThat(server.calls()).hasSize(2);
        assertThat(calls())
                .extracting(ToolCall::consent)
                .containsExactly(Consent.OFFERED, Consent.STANDING);
        assertThat(service.standingApprovals(ANN))
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.server()).isEqualTo("shop");
                            assertThat(it.tool()).isEqualTo("buy");
                            assertThat(it.definition()).isEqualTo("v1");
                        });
    }

    @Test
    void a03AnAnswerForOnceHoldsForOneCall() throws Exception {
        ask();
        decide(answer(false));

        assertThat(outcome(buy(service))).isInstanceOf(TurnOutcome.AwaitingApproval.class);
        assertThat(service.standingApprovals(ANN)).isEmpty();
    }

    @Test
    void a03AnotherReplicaKnowsIt() throws Exception {
        allowAlways();

        assertThat(outcome(buy(service()))).isInstanceOf(TurnOutcome.Completed.class);
    }

    @Test
    void a03AChangedDefinitionAsksAnewAndSaysSo() throws Exception {
        allowAlways();
        server.define("buy", "v2");

        List<TurnEvent> events = buy(service);

        assertThat(outcome(events)).isInstanceOf(TurnOutcome.AwaitingApproval.class);
        assertThat(calls().getLast().consent()).isEqualTo(Consent.CHANGED);
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void a03AChangedDefinitionAsksAnewAtTheOtherReplicaToo() throws Exception {
        allowAlways();
        ChatService second = service();
        server.define("buy", "v2");

        assertThat(outcome(buy(second))).isInstanceOf(TurnOutcome.AwaitingApproval.class);
        assertThat(calls().getLast().consent()).isEqualTo(Consent.CHANGED);
    }

    @Test
    void a03AllowedAnewAfterTheChangeItHoldsAgain() throws Exception {
        allowAlways();
        server.define("buy", "v2");
        buy(service);
        decide(answer(true));

        assertThat(outcome(buy(service))).isInstanceOf(TurnOutcome.Completed.class);
        assertThat(service.standingApprovals(ANN))
                .extracting(StandingApproval::definition)
                .containsExactly("v2");
    }

    /** Without a word of the server's, as one does that cannot announce changes. */
    @Test
    void a03ADefinitionThatChangesBetweenListAndCallIsNotCalled() throws Exception {
        allowAlways();
        server.readingTool(
                "look",
                (call, context) -> {
                    server.define("buy", "v2");
                    return "seen";
                });
        model.thenCall("shop__look", "{}").thenCall("shop__buy", "{}").thenCall("shop__buy", "{}");

        List<TurnEvent> events = send(service, ANN);

        assertThat(outcome(events)).isInstanceOf(TurnOutcome.AwaitingApproval.class);
        assertThat(statuses(events)).containsExactly(ToolStatus.OK, ToolStatus.NOT_RUN);
        assertThat(calls().getLast().consent()).isEqualTo(Consent.CHANGED);
        assertThat(bought()).isEqualTo(1);
    }

    @Test
    void a02AnAnswerIsWorthNothingForAToolThatChangedSinceTheUserWasAsked() throws Exception {
        ask();
        server.define("buy", "v2");

        List<TurnEvent> events = TurnLogs.whole(service.decide(ANN, ID, List.of(answer(true)), ""));

        assertThat(statuses(events)).containsExactly(ToolStatus.NOT_RUN);
        assertThat(server.calls()).isEmpty();
        assertThat(service.standingApprovals(ANN)).isEmpty();
    }

    @Test
    void a03TakenBackTheUserIsAskedAgain() throws Exception {
        allowAlways();
        String id = service.standingApprovals(ANN).getFirst().id();

        assertThat(service.revoke(BOB, id)).isFalse();
        assertThat(service.revoke(ANN, id)).isTrue();

        assertThat(outcome(buy(service))).isInstanceOf(TurnOutcome.AwaitingApproval.class);
        assertThat(calls().getLast().consent()).isEqualTo(Consent.OFFERED);
    }

    /** A call beside one that is asked about waits with it, maybe for days. */
    @Test
    void a03TakenBackWhileItsCallWaitsTheCallDoesNotRun() throws Exception {
        allowAlways();
        server.writingTool("sell", (call, context) -> "sold");
        model.then(
                begin(0, "shop__buy"),
                end(0, "{}"),
                begin(1, "shop__sell"),
                end(1, "{}"),
                finish(StopReason.TOOL_CALLS));
        send(service, ANN);
        service.revoke(ANN, service.standingApprovals(ANN).getFirst().id());
        model.thenSay("Done.");
        String sell = saved().openCalls().getLast().callId();

        List<TurnEvent> events =
                TurnLogs.whole(service.decide(ANN, ID, List.of(new Approval(sell, true, "")), ""));

        assertThat(statuses(events)).containsExactlyInAnyOrder(ToolStatus.NOT_RUN, ToolStatus.OK);
        assertThat(bought()).isEqualTo(1);
    }

    @Test
    void t01WhatAnnAllowsAlwaysBobIsAskedAbout() throws Exception {
        allowAlways();
        model.thenCall("shop__buy", "{}");

        List<TurnEvent> events =
                TurnLogs.whole(
                        service.send(BOB, new ConversationId("bobs"), UserInput.Text.of("buy")));

        assertThat(outcome(events)).isInstanceOf(TurnOutcome.AwaitingApproval.class);
    }

    @Test
    void a03OtherOpenCallsOfTheToolStillWaitForTheirAnswer() throws Exception {
        ConversationId other = new ConversationId("c2");
        model.thenCall("shop__buy", "{}");
        TurnLogs.whole(service.send(ANN, other, UserInput.Text.of("buy")));

        allowAlways();

        assertThat(conversations.find(ANN, other).orElseThrow().awaitsApproval()).isTrue();
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void a03WhatAnAdministratorHasAskedAboutEachTimeCannotBeAllowedAlways() throws Exception {
        rules = rules(List.of("bu*"), List.of());
        ChatService strict = service();
        ask(strict);

        assertThat(calls().getLast().consent()).isEqualTo(Consent.ONCE);
        assertThatThrownBy(() -> strict.decide(ANN, ID, List.of(answer(true)), ""))
                .isInstanceOf(ApprovalRefused.class);
        assertThat(strict.standingApprovals(ANN)).isEmpty();
    }

    @Test
    void a03AnAdministratorHasTheUserAskedAllTheSame() throws Exception {
        allowAlways();
        rules = rules(List.of("buy"), List.of());

        assertThat(outcome(buy(service()))).isInstanceOf(TurnOutcome.AwaitingApproval.class);
        assertThat(calls().getLast().consent()).isEqualTo(Consent.ONCE);
    }

    @Test
    void a03AnAdministratorForbidsWhatWasAllowedAlways() throws Exception {
        allowAlways();
        rules = rules(List.of(), List.of("buy"));
        List<TurnEvent> events = buy(service());

        assertThat(statuses(events)).contains(ToolStatus.DENIED).doesNotContain(ToolStatus.OK);
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void a03AToolOfWhichNothingIsKnownCannotBeAllowedAlways() throws Exception {
        server.define("buy", "");
        ask();

        assertThat(calls().getLast().consent()).isEqualTo(Consent.ONCE);
        assertThatThrownBy(() -> service.decide(ANN, ID, List.of(answer(true)), ""))
                .isInstanceOf(ApprovalRefused.class)
                .hasMessageContaining("once only");
    }

    @Test
    void a03WhatCannotBeReadIsAskedAbout() throws Exception {
        allowAlways();
        store.fails = true;

        assertThat(outcome(buy(service))).isInstanceOf(TurnOutcome.AwaitingApproval.class);
    }

    @Test
    void a03WhatCannotBeKeptRunsOnceAndTheUserIsTold() throws Exception {
        ask();
        store.fails = true;

        List<TurnEvent> events = TurnLogs.whole(service.decide(ANN, ID, List.of(answer(true)), ""));

        assertThat(statuses(events)).containsExactly(ToolStatus.OK);
        assertThat(saved().messages())
                .flatExtracting(Message::parts)
                .contains((Part) Notices.NOT_KEPT);
    }

    @Test
    void t05ItHoldsInTheWorkspaceOfTheRequestWhateverTheConversationsFirst() throws Exception {
        Principal atWork = ANN.in(new Workspace("acme", "web"));
        ask();
        TurnLogs.whole(service.decide(atWork, ID, List.of(answer(true)), ""));

        model.thenCall("shop__buy", "{}");
        assertThat(outcome(send(service, ANN))).isInstanceOf(TurnOutcome.AwaitingApproval.class);
        model.thenCall("shop__buy", "{}").thenSay("Done.");
        assertThat(outcome(send(service, atWork))).isInstanceOf(TurnOutcome.Completed.class);
    }

    private void allowAlways() throws InterruptedException {
        ask();
        decide(answer(true));
    }

    private void ask() throws InterruptedException {
        ask(service);
    }

    private void ask(ChatService asked) throws InterruptedException {
        assertThat(outcome(buy(asked))).isInstanceOf(TurnOutcome.AwaitingApproval.class);
    }

    /** The model calls the tool, and goes on if the call runs. */
    private List<TurnEvent> buy(ChatService asked) throws InterruptedException {
        model.thenCall("shop__buy", "{}").thenSay("Bought it.");
        return send(asked, ANN);
    }

    private List<TurnEvent> send(ChatService asked, Principal principal)
            throws InterruptedException {
        return TurnLogs.whole(asked.send(principal, ID, UserInput.Text.of("buy milk")));
    }

    private void decide(Approval approval) throws InterruptedException {
        TurnLogs.whole(service.decide(ANN, ID, List.of(approval), ""));
    }

    private Approval answer(boolean always) {
        return new Approval(saved().openCalls().getLast().callId(), true, "", always);
    }

    private long bought() {
        return server.calls().stream().filter(it -> it.tool().equals("shop__buy")).count();
    }

    private Conversation saved() {
        return conversations.find(ANN, ID).orElseThrow();
    }

    private List<ToolCall> calls() {
        return saved().messages().stream().flatMap(Message::toolCalls).toList();
    }

    private static TurnOutcome outcome(List<TurnEvent> events) {
        return ((TurnEvent.Ended) events.getLast()).outcome();
    }

    private static List<ToolStatus> statuses(List<TurnEvent> events) {
        return events.stream()
                .filter(TurnEvent.ToolFinished.class::isInstance)
                .map(it -> ((TurnEvent.ToolFinished) it).result())
                .map(ToolResult::status)
                .toList();
    }

    private static ToolPolicy.Rules rules(List<String> ask, List<String> deny) {
        return new ToolPolicy.Rules(true, List.of(), ask, deny);
    }

    /** A store whose database may be gone. */
    private static final class FallibleStore implements StandingApprovalStore {

        private final StandingApprovalStore real = new InMemoryStandingApprovalStore();
        private volatile boolean fails;

        @Override
        public void save(Principal principal, StandingApproval approval) {
            reached().save(principal, approval);
        }

        @Override
        public List<StandingApproval> list(Principal principal) {
            return reached().list(principal);
        }

        @Override
        public boolean delete(Principal principal, String id) {
            return reached().delete(principal, id);
        }

        private StandingApprovalStore reached() {
            if (fails) {
                throw new StandingApprovalStoreException("gone", new IllegalStateException());
            }
            return real;
        }
    }
}
