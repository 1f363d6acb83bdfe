package dev.parley.turn;

import static dev.parley.model.ScriptedChatModel.finish;
import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part.Notice;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several processes on one journal, some of which die or lose their line to it. */
class ReplicasTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final ConversationId ID = new ConversationId("c1");
    private static final Duration LEASE = Duration.ofMillis(300);

    private final ScriptedChatModel model = new ScriptedChatModel();
    private FakeToolServer server = new FakeToolServer("shop");
    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final InMemoryTurnJournal journal = new InMemoryTurnJournal(conversations);
    private final List<Replica> replicas = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    private record Replica(ChatService chat, PluggedJournal line) {}

    private Replica replica() {
        PluggedJournal line = new PluggedJournal(journal);
        ChatService chat =
                new ChatService(
                        new TurnEnvironment(
                                model,
                                List.of(server),
                                server.trustingPolicy(),
                                new InMemoryStandingApprovalStore(),
                                conversations,
                                line,
                                LEASE,
                                "Be helpful.",
                                TurnLimits.DEFAULT,
                                InstantSource.system(),
                                new RandomIds()),
                        new PromptService(List.of()));
        Replica replica = new Replica(chat, line);
        replicas.add(replica);
        return replica;
    }

    @AfterEach
    void close() {
        never.countDown();
        replicas.forEach(replica -> replica.line().plugIn());
        replicas.forEach(replica -> replica.chat().close());
    }

    @Test
    void f06AnotherReplicaKeepsTheTextOfATurnWhoseReplicaDied() throws Exception {
        Replica first = replica();
        Replica second = replica();
        model.then(say("Well, "), sayAfter(never, "never"));
        TurnLog log = first.chat().send(ANN, ID, UserInput.Text.of("go"));
        TurnLog seen = mirror(second, "Well, ");

        first.line().unplug();

        List<TurnEvent> events = TurnLogs.whole(seen);
        assertThat(outcome(events))
                .isInstanceOfSatisfying(
                        TurnOutcome.Interrupted.class,
                        it -> assertThat(it.code()).isEqualTo("server_restarted"));
        assertThat(events.getFirst()).isEqualTo(TurnLogs.first(log));
        assertThat(texts()).containsExactly("go", "Well, ");
        assertThat(notices()).containsExactly("server_restarted");
        assertThat(second.chat().running(ANN, ID)).isEmpty();
    }

    @Test
    void f08ZombieWritesNothingAndItsFollowersAreSentAway() throws Exception {
        Replica zombie = replica();
        CountDownLatch later = new CountDownLatch(1);
        model.then(say("Well, "), sayAfter(later, "late"), finish(StopReason.STOP));
        TurnLog log = zombie.chat().send(ANN, ID, UserInput.Text.of("go"));
        Replica second = replica();
        TurnLog seen = mirror(second, "Well, ");
        zombie.line().unplug();
        List<TurnEvent> events = TurnLogs.whole(seen);
        Conversation taken = saved();

        zombie.line().plugIn();
        later.countDown();

        awaitCut(log);
        assertThat(saved()).isEqualTo(taken);
        assertThat(zombie.chat().running(ANN, ID)).isEmpty();
        assertThat(TurnLogs.whole(turn(second, log.turn()))).isEqualTo(events);
    }

    @Test
    void f06WhatOnlyTheDeadReplicaHasShownCannotBeResumed() throws Exception {
        Replica first = replica();
        CountDownLatch later = new CountDownLatch(1);
        model.then(say("Well, "), sayAfter(later, "lost"), sayAfter(never, "never"));
        TurnLog log = first.chat().send(ANN, ID, UserInput.Text.of("go"));
        Replica second = replica();
        TurnLog seen = mirror(second, "Well, ");
        first.line().unplug();
        later.countDown();
        TurnPosition lost = awaitText(log, "lost");

        TurnLogs.whole(seen);

        assertThat(turn(second, log.turn()).resume(lost)).isEmpty();
        TurnPosition kept = new TurnPosition(lost.fence(), lost.sequence() - 1);
        assertThat(turn(second, log.turn()).resume(kept)).isPresent();
    }

    @Test
    void turnThatDiedBetweenItsStepsGoesOnByItself() throws Exception {
        Replica first = replica();
        CountDownLatch asked = new CountDownLatch(1);
        server.readingTool("look", (call, context) -> "seen");
        model.thenCall("shop__look", "{}")
                .then(
                        () -> {
                            asked.countDown();
                            return sayAfter(never, "never").next();
                        })
                .thenSay("All is well.");
        first.chat().send(ANN, ID, UserInput.Text.of("go"));
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        Replica second = replica();
        TurnLog seen = second.chat().running(ANN, ID).orElseThrow();
        awaitEvent(seen, TurnEvent.ToolFinished.class);

        first.line().unplug();

        assertThat(outcome(TurnLogs.whole(seen)))
                .isEqualTo(new TurnOutcome.Completed(StopReason.STOP));
        assertThat(texts()).containsExactly("go", "All is well.");
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void dangerousCallThatMayHaveRunIsNotRepeated() throws Exception {
        Replica first = replica();
        CountDownLatch begun = new CountDownLatch(1);
        server.writingTool("buy", (call, context) -> waitFor(begun));
        call("shop__buy");
        TurnLogs.whole(first.chat().send(ANN, ID, UserInput.Text.of("go")));
        TurnLog log = first.chat().decide(ANN, ID, approvals(true), "");
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        first.line().unplug();
        Replica second = replica();
        List<TurnEvent> events = TurnLogs.whole(turn(second, log.turn()));

        assertThat(outcome(events)).isInstanceOf(TurnOutcome.Interrupted.class);
        assertThat(results())
                .singleElement()
                .satisfies(it -> assertThat(it.status()).isEqualTo(ToolStatus.UNKNOWN));
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void harmlessCallThatMayHaveRunIsRepeated() throws Exception {
        Replica first = replica();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        server.readingTool(
                "look", (call, context) -> runs.incrementAndGet() == 1 ? waitFor(begun) : "seen");
        call("shop__look").thenSay("Fine.");
        TurnLog log = first.chat().send(ANN, ID, UserInput.Text.of("go"));
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        first.line().unplug();
        Replica second = replica();
        List<TurnEvent> events = TurnLogs.whole(turn(second, log.turn()));

        assertThat(outcome(events)).isEqualTo(new TurnOutcome.Completed(StopReason.STOP));
        assertThat(runs).hasValue(2);
        assertThat(results())
                .singleElement()
                .satisfies(it -> assertThat(it.status()).isEqualTo(ToolStatus.OK));
    }

    @Test
    void t05TurnThatIsTakenOverGoesOnInItsWorkspace() throws Exception {
        Principal atWork = ANN.in(new Workspace("acme", "web"));
        List<Workspace> places = Collections.synchronizedList(new ArrayList<>());
        server = new FakeToolServer("shop", it -> places.add(it.workspace()));
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        server.readingTool(
                "look", (call, context) -> runs.incrementAndGet() == 1 ? waitFor(begun) : "seen");
        Replica first = replica();
        model.thenSay("Hello.");
        TurnLogs.whole(first.chat().send(ANN, ID, UserInput.Text.of("Hi")));
        places.clear();
        call("shop__look").thenSay("Fine.");
        TurnLog log = first.chat().send(atWork, ID, UserInput.Text.of("go"));
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        first.line().unplug();
        Replica second = replica();
        TurnLogs.whole(turn(second, log.turn()));

        assertThat(runs).hasValue(2);
        assertThat(places).containsOnly(atWork.workspace());
    }

    @Test
    void turnThatKillsItsReplicasGoesOnOnce() throws Exception {
        Replica first = replica();
        Replica second = replica();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch askedAgain = new CountDownLatch(1);
        askAndHang(asked);
        askAndHang(askedAgain);
        TurnLog log = first.chat().send(ANN, ID, UserInput.Text.of("go"));
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        first.line().unplug();
        assertThat(askedAgain.await(5, TimeUnit.SECONDS)).isTrue();

        second.line().unplug();
        Replica third = replica();

        assertThat(outcome(TurnLogs.whole(turn(third, log.turn()))))
                .isInstanceOf(TurnOutcome.Interrupted.class);
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void f35TurnIsFollowedStoppedAndAnsweredThroughAnyReplica() throws Exception {
        Replica first = replica();
        Replica second = replica();
        server.writingTool("buy", (call, context) -> "bought");
        model.then(say("Well, "), sayAfter(never, "never"));
        first.chat().send(ANN, ID, UserInput.Text.of("go"));
        TurnLog seen = mirror(second, "Well, ");

        assertThat(second.chat().cancel(ANN, ID)).isTrue();

        assertThat(outcome(TurnLogs.whole(seen))).isEqualTo(new TurnOutcome.Stopped());
        call("shop__buy").thenSay("Done.");
        TurnLogs.whole(second.chat().send(ANN, ID, UserInput.Text.of("buy")));
        List<TurnEvent> events = TurnLogs.whole(first.chat().decide(ANN, ID, approvals(true), ""));
        assertThat(outcome(events)).isEqualTo(new TurnOutcome.Completed(StopReason.STOP));
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void s09AllTurnsOfAPrincipalAreStoppedThroughAnyReplica() throws Exception {
        Replica first = replica();
        Replica second = replica();
        ConversationId there = new ConversationId("c2");
        ConversationId bobs = new ConversationId("c3");
        Principal bob = new Principal("https://id.example", "bob", "Bob");
        for (int i = 0; i < 3; i++) {
            model.then(sayAfter(never, "never"));
        }
        TurnLog one = first.chat().send(ANN, ID, UserInput.Text.of("go"));
        TurnLog two = second.chat().send(ANN, there, UserInput.Text.of("go"));
        first.chat().send(bob, bobs, UserInput.Text.of("go"));

        assertThat(second.chat().cancelAll(ANN)).isEqualTo(2);

        assertThat(outcome(TurnLogs.whole(one))).isEqualTo(new TurnOutcome.Stopped());
        assertThat(outcome(TurnLogs.whole(two))).isEqualTo(new TurnOutcome.Stopped());
        assertThat(first.chat().running(bob, bobs)).isPresent();
        assertThat(second.chat().cancelAll(ANN)).isZero();
    }

    @Test
    void f34SecondMessageWhileAnotherReplicaAnswersIsRefused() {
        Replica first = replica();
        Replica second = replica();
        model.then(sayAfter(never, "never"));
        first.chat().send(ANN, ID, UserInput.Text.of("go"));

        assertThatThrownBy(() -> second.chat().send(ANN, ID, UserInput.Text.of("and?")))
                .isInstanceOf(ConversationBusy.class);
    }

    @Test
    void f34OfTwoDecisionsAtTwoReplicasOneIsTaken() throws Exception {
        List<Replica> both = List.of(replica(), replica());
        server.writingTool("buy", (call, context) -> "bought");
        int rounds = 50;
        for (int round = 0; round < rounds; round++) {
            ConversationId id = new ConversationId("c" + round);
            call("shop__buy").thenSay("Done.");
            TurnLogs.whole(both.getFirst().chat().send(ANN, id, UserInput.Text.of("buy")));
            List<Callable<Boolean>> decisions = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Replica replica = both.get(i);
                List<Approval> answer = approvals(id, i == 0);
                decisions.add(() -> decides(replica, id, answer));
            }

            List<Boolean> taken = together(decisions);

            assertThat(taken).as("round " + round).containsOnlyOnce(true);
        }
    }

    @Test
    void f33RepeatedRequestOpensOneTurn() throws Exception {
        List<Replica> both = List.of(replica(), replica());
        for (int round = 0; round < 20; round++) {
            ConversationId id = new ConversationId("c" + round);
            String key = "key-" + round;
            model.thenSay("Hello.");
            List<Callable<TurnId>> requests = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ChatService chat = both.get(i % 2).chat();
                requests.add(() -> chat.send(ANN, id, UserInput.Text.of("Hi"), key).turn());
            }

            List<TurnId> turns = together(requests);

            assertThat(turns).hasSize(20).containsOnly(turns.getFirst());
            TurnLogs.whole(turn(both.getFirst(), id, turns.getFirst()));
            assertThat(conversations.find(ANN, id).orElseThrow().messages()).hasSize(2);
        }
        assertThat(model.requests()).hasSize(20);
    }

    @Test
    void f33RepeatedDecisionIsAnsweredByItsTurnAlthoughItFitsNoMore() throws Exception {
        Replica replica = replica();
        server.writingTool("buy", (call, context) -> "bought");
        call("shop__buy").thenSay("Done.");
        TurnLogs.whole(replica.chat().send(ANN, ID, UserInput.Text.of("buy")));
        List<Approval> approvals = approvals(true);
        TurnLog first = replica.chat().decide(ANN, ID, approvals, "key");
        List<TurnEvent> events = TurnLogs.whole(first);

        TurnLog again = replica.chat().decide(ANN, ID, approvals, "key");

        assertThat(TurnLogs.whole(again)).isEqualTo(events);
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void f33RepeatedRequestIsAnsweredByItsTurnWhileAnotherRuns() throws Exception {
        Replica replica = replica();
        model.thenSay("Hello.").then(sayAfter(never, "never"));
        TurnLog first = replica.chat().send(ANN, ID, UserInput.Text.of("Hi"), "key");
        TurnLogs.whole(first);
        replica.chat().send(ANN, ID, UserInput.Text.of("And?"));

        TurnLog again = replica.chat().send(ANN, ID, UserInput.Text.of("Hi"), "key");

        assertThat(again.turn()).isEqualTo(first.turn());
    }

    @Test
    void f33KeyOfAnotherConversationIsRefused() throws Exception {
        Replica replica = replica();
        model.thenSay("Hello.");
        TurnLogs.whole(replica.chat().send(ANN, ID, UserInput.Text.of("Hi"), "key"));

        assertThatThrownBy(
                        () ->
                                replica.chat()
                                        .send(
                                                ANN,
                                                new ConversationId("c2"),
                                                UserInput.Text.of("Hi"),
                                                "key"))
                .isInstanceOf(RequestKeyReused.class);
    }

    @Test
    void callsThatWaitForApprovalStillWaitAfterACrash() throws Exception {
        Replica first = replica();
        server.writingTool("buy", (call, context) -> "bought");
        call("shop__buy").thenSay("Done.");
        TurnLogs.whole(first.chat().send(ANN, ID, UserInput.Text.of("buy")));
        first.line().unplug();

        Replica second = replica();
        List<TurnEvent> events = TurnLogs.whole(second.chat().decide(ANN, ID, approvals(true), ""));

        assertThat(outcome(events)).isEqualTo(new TurnOutcome.Completed(StopReason.STOP));
    }

    @Test
    void interruptedAnswerIsContinuedBehindWhatItSaid() throws Exception {
        Replica replica = replica();
        model.then(say("One, "), sayAfter(never, "never")).thenSay("two.");
        TurnLog log = replica.chat().send(ANN, ID, UserInput.Text.of("Count."));
        awaitText(log, "One, ");
        replica.chat().cancel(ANN, ID);
        List<TurnEvent> stopped = TurnLogs.whole(log);

        List<TurnEvent> events = TurnLogs.whole(replica.chat().continueAnswer(ANN, ID, ""));

        assertThat(texts()).containsExactly("Count.", "One, ", "two.");
        assertThat(((TurnEvent.Started) events.getFirst()).message())
                .isEqualTo(((TurnEvent.Started) stopped.getFirst()).message());
        assertThat(model.requests().getLast().messages().getLast().text())
                .contains("Go on exactly where it breaks off");
    }

    private ScriptedChatModel call(String tool) {
        return model.thenCall(tool, "{}");
    }

    private void askAndHang(CountDownLatch asked) {
        model.then(
                () -> {
                    asked.countDown();
                    return sayAfter(never, "never").next();
                });
    }

    private String waitFor(CountDownLatch begun) throws InterruptedException {
        begun.countDown();
        never.await();
        return "late";
    }

    private static boolean decides(Replica replica, ConversationId id, List<Approval> answer)
            throws InterruptedException {
        try {
            TurnLogs.whole(replica.chat().decide(ANN, id, answer, ""));
            return true;
        } catch (ApprovalRefused | ConversationBusy e) {
            return false;
        }
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get(5, TimeUnit.SECONDS));
            }
        }
        return results;
    }

    private List<Approval> approvals(boolean approved) {
        return approvals(ID, approved);
    }

    private List<Approval> approvals(ConversationId id, boolean approved) {
        return conversations.find(ANN, id).orElseThrow().openCalls().stream()
                .map(call -> new Approval(call.callId(), approved, ""))
                .toList();
    }

    /** The turn as the replica sees it that does not run it, once it has seen the text. */
    private static TurnLog mirror(Replica replica, String text) throws InterruptedException {
        TurnLog log = replica.chat().running(ANN, ID).orElseThrow();
        awaitText(log, text);
        return log;
    }

    private static TurnLog turn(Replica replica, TurnId turn) {
        return turn(replica, ID, turn);
    }

    private static TurnLog turn(Replica replica, ConversationId id, TurnId turn) {
        return replica.chat().turn(ANN, id, turn).orElseThrow();
    }

    private static TurnPosition awaitText(TurnLog log, String text) throws InterruptedException {
        try (TurnFollower follower = log.follow(0)) {
            while (true) {
                List<TurnEvent> events = follower.take(Duration.ofSeconds(5));
                assertThat(events).as("no " + text + " within 5 s").isNotEmpty();
                for (int i = 0; i < events.size(); i++) {
                    if (events.get(i) instanceof TurnEvent.TextDelta delta
                            && delta.text().equals(text)) {
                        return new TurnPosition(
                                follower.fence(), follower.position() - events.size() + 1 + i);
                    }
                }
            }
        }
    }

    private static void awaitEvent(TurnLog log, Class<? extends TurnEvent> kind)
            throws InterruptedException {
        try (TurnFollower follower = log.follow(0)) {
            List<TurnEvent> events = List.of();
            while (events.stream().noneMatch(kind::isInstance)) {
                events = follower.take(Duration.ofSeconds(5));
                assertThat(events).as("no " + kind.getSimpleName() + " within 5 s").isNotEmpty();
            }
        }
    }

    private static void awaitCut(TurnLog log) throws InterruptedException {
        try (TurnFollower follower = log.follow(0)) {
            while (!follower.atEnd()) {
                List<TurnEvent> events = follower.take(Duration.ofSeconds(5));
                assertThat(follower.atEnd() || !events.isEmpty() || follower.savingDelayed())
                        .as("the log was not cut within 5 s")
                        .isTrue();
            }
        }
        assertThat(log.cut()).isTrue();
    }

    private Conversation saved() {
        return conversations.find(ANN, ID).orElseThrow();
    }

    private List<String> texts() {
        return saved().messages().stream().map(Message::text).filter(it -> !it.isEmpty()).toList();
    }

    private List<String> notices() {
        return saved().messages().stream()
                .flatMap(it -> it.parts().stream())
                .filter(Notice.class::isInstance)
                .map(it -> ((Notice) it).code())
                .toList();
    }

    private List<ToolResult> results() {
        return saved().messages().stream().flatMap(Message::toolResults).toList();
    }

    private static TurnOutcome outcome(List<TurnEvent> events) {
        return ((TurnEvent.Ended) events.getLast()).outcome();
    }
}
