package dev.parley.turn;

import static dev.parley.conversation.Messages.assistant;
import static dev.parley.conversation.Messages.conversation;
import static dev.parley.conversation.Messages.user;
import static dev.parley.turn.TurnStart.FENCE_FIRST;
import static dev.parley.turn.TurnStarts.ENDED;
import static dev.parley.turn.TurnStarts.appending;
import static dev.parley.turn.TurnStarts.creating;
import static dev.parley.turn.TurnStarts.delta;
import static dev.parley.turn.TurnStarts.deltas;
import static dev.parley.turn.TurnStarts.end;
import static dev.parley.turn.TurnStarts.start;
import static dev.parley.turn.TurnStarts.turnId;
import static dev.parley.turn.TurnStarts.withKey;
import static dev.parley.turn.TurnStarts.withOwner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Messages;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.Elicitations;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link TurnJournal} does; each implementation's test says how to make one. What only
 * those do that several processes share is in {@link SharedTurnJournalContract}.
 */
@Timeout(60)
public interface TurnJournalContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");
    Duration LEASE = Duration.ofMinutes(1);

    /** The journal under test, empty; the same one during one test. */
    TurnJournal journal();

    /** The store of the conversations that the journal changes. */
    ConversationStore conversations();

    @Test
    default void openCreatesTheConversationAndKeepsTheFirstEvents() {
        Conversation chat = conversation(ANN, user("Hi"));
        TurnStart start = creating(replica(), chat);

        TurnOpening opening = journal().open(start);

        assertThat(opening).isEqualTo(new TurnOpening.Opened());
        assertThat(conversations().find(ANN, chat.id())).contains(chat);
        assertThat(read(start.turn(), 0))
                .containsExactly(new JournalEntry(start.turn(), FENCE_FIRST, 1, start.events()));
        assertThat(journal().running(ANN, chat.id())).contains(start.turn());
    }

    @Test
    default void openAddsMessagesToTheEnd() {
        Conversation chat = stored(user("1"), assistant("2"));
        Message added = user("3");

        TurnOpening opening = journal().open(appending(replica(), chat, added));

        assertThat(opening).isEqualTo(new TurnOpening.Opened());
        assertThat(found(chat).messages()).isEqualTo(chat.with(List.of(added)).messages());
        assertThat(found(chat).updatedAt()).isEqualTo(added.createdAt());
    }

    @Test
    default void openWithoutMessagesLeavesTheConversationAsItIs() {
        Conversation chat = stored(user("1"));

        TurnOpening opening = journal().open(appending(replica(), chat));

        assertThat(opening).isEqualTo(new TurnOpening.Opened());
        assertThat(found(chat)).isEqualTo(chat);
    }

    @Test
    default void openTakesTheEndAway() {
        Message kept = user("1");
        Message first = assistant("2");
        Message last = assistant("3");
        Conversation chat = stored(kept, first, last);

        TurnOpening opening =
                journal()
                        .open(
                                start(
                                        replica(),
                                        chat,
                                        new ConversationEdit.Truncate(last.id(), first.id())));

        assertThat(opening).isEqualTo(new TurnOpening.Opened());
        assertThat(found(chat).messages()).containsExactly(kept);
    }

    @Test
    default void openReplacesTheEndAndKeepsWhatThereWas() {
        Message kept = user("1");
        Message first = user("2");
        Message last = assistant("3");
        Message added = user("2, but better");
        Conversation chat = stored(kept, first, last);
        Conversation earlier = conversation(ANN, kept, first, last);

        TurnOpening opening =
                journal()
                        .open(
                                start(
                                        replica(),
                                        chat,
                                        new ConversationEdit.Replace(
                                                last.id(), first.id(), List.of(added), earlier)));

        assertThat(opening).isEqualTo(new TurnOpening.Opened());
        assertThat(found(chat).messages()).containsExactly(kept, added);
        assertThat(found(earlier)).isEqualTo(earlier);
    }

    @Test
    default void openReplacesTheEndByNothing() {
        Message kept = user("1");
        Message last = assistant("2");
        Conversation chat = stored(kept, last);
        Conversation earlier = conversation(ANN, kept, last);
        var edit = new ConversationEdit.Replace(last.id(), last.id(), List.of(), earlier);

        assertThat(journal().open(start(replica(), chat, edit)))
                .isEqualTo(new TurnOpening.Opened());

        assertThat(found(chat).messages()).containsExactly(kept);
        assertThat(found(earlier)).isEqualTo(earlier);
    }

    @Test
    default void aReplacementThatIsRefusedKeepsNothingBeside() {
        Message first = user("1");
        Message last = assistant("2");
        Conversation chat = stored(first, last);
        Conversation earlier = conversation(ANN, first, last);
        var outdated =
                new ConversationEdit.Replace(first.id(), first.id(), List.of(user("3")), earlier);
        var gone =
                new ConversationEdit.Replace(
                        last.id(), user("elsewhere").id(), List.of(user("3")), earlier);

        for (ConversationEdit edit : List.of(outdated, gone)) {
            assertThat(journal().open(start(replica(), chat, edit)))
                    .isEqualTo(new TurnOpening.Outdated());
        }

        assertThat(found(chat)).isEqualTo(chat);
        assertThat(conversations().find(ANN, earlier.id())).isEmpty();
    }

    @Test
    default void anEditMadeForAnotherEndIsOutdated() {
        Message first = user("1");
        Conversation chat = stored(first, assistant("2"));
        var append = new ConversationEdit.Append(first.id(), List.of(user("3")));
        var truncate = new ConversationEdit.Truncate(first.id(), first.id());

        for (ConversationEdit edit : List.of(append, truncate)) {
            TurnStart start = start(replica(), chat, edit);
            assertThat(journal().open(start)).isEqualTo(new TurnOpening.Outdated());
            assertThat(read(start.turn(), 0)).isEmpty();
        }

        assertThat(found(chat)).isEqualTo(chat);
        assertThat(journal().running(ANN, chat.id())).isEmpty();
    }

    @Test
    default void anEditOfAnEmptyConversationIsOutdated() {
        Conversation chat = stored();
        var edit = new ConversationEdit.Append(user("1").id(), List.of(user("2")));

        assertThat(journal().open(start(replica(), chat, edit)))
                .isEqualTo(new TurnOpening.Outdated());
    }

    @Test
    default void truncatingFromAMessageThatIsGoneIsOutdated() {
        Message last = user("1");
        Conversation chat = stored(last);
        var edit = new ConversationEdit.Truncate(last.id(), user("elsewhere").id());

        assertThat(journal().open(start(replica(), chat, edit)))
                .isEqualTo(new TurnOpening.Outdated());
        assertThat(found(chat)).isEqualTo(chat);
    }

    @Test
    default void aTakenConversationIdIsNotFound() {
        Conversation chat = stored(user("1"));
        Conversation same =
                new Conversation(
                        chat.id(), BOB, "Mine", List.of(), chat.createdAt(), chat.updatedAt());

        TurnStart own = creating(replica(), chat);
        assertThat(journal().open(own)).isEqualTo(new TurnOpening.NotFound());
        assertThat(journal().open(creating(replica(), same))).isEqualTo(new TurnOpening.NotFound());

        assertThat(found(chat)).isEqualTo(chat);
        assertThat(read(own.turn(), 0)).isEmpty();
    }

    @Test
    default void noneAndSomeoneElsesConversationAreNotFound() {
        Conversation chat = stored(user("1"));
        Conversation none = conversation(ANN, user("1"));

        assertThat(journal().open(withOwner(appending(replica(), chat, user("2")), BOB)))
                .isEqualTo(new TurnOpening.NotFound());
        assertThat(journal().open(appending(replica(), none, user("2"))))
                .isEqualTo(new TurnOpening.NotFound());

        assertThat(found(chat)).isEqualTo(chat);
    }

    @Test
    default void f34ASecondTurnIsBusyAndChangesNothing() {
        Conversation chat = opened().chat();
        TurnStart second = withKey(appending(replica(), chat, user("2")), "key");

        assertThat(journal().open(second)).isEqualTo(new TurnOpening.Busy());

        assertThat(found(chat)).isEqualTo(chat);
        assertThat(read(second.turn(), 0)).isEmpty();
    }

    @Test
    default void aRefusedTurnLeavesItsRequestKeyFree() {
        Turning turn = opened();
        TurnStart refused = withKey(appending(replica(), turn.chat(), user("2")), "key");
        journal().open(refused);
        journal().append(List.of(end(turn.id(), FENCE_FIRST, 2)));

        assertThat(journal().open(refused)).isEqualTo(new TurnOpening.Opened());
    }

    @Test
    default void someoneElsesRunningTurnIsNotFoundRatherThanBusy() {
        Conversation chat = opened().chat();

        TurnStart strangers = withOwner(appending(replica(), chat, user("2")), BOB);

        assertThat(journal().open(strangers)).isEqualTo(new TurnOpening.NotFound());
    }

    @Test
    default void busyGoesBeforeOutdated() {
        Conversation chat = opened().chat();
        var edit = new ConversationEdit.Append(new MessageId("no-such"), List.of(user("2")));

        assertThat(journal().open(start(replica(), chat, edit))).isEqualTo(new TurnOpening.Busy());
    }

    @Test
    default void f33ARepeatedRequestKeyAnswersTheFirstTurn() {
        Conversation chat = conversation(ANN, user("1"));
        TurnStart first = withKey(creating(replica(), chat), "key");
        journal().open(first);
        TurnOpening repeated = new TurnOpening.Repeated(first.turn(), chat.id());

        assertThat(journal().open(first)).isEqualTo(repeated);
        TurnStart again = withKey(creating(replica(), conversation(ANN, user("1"))), "key");
        assertThat(journal().open(again)).isEqualTo(repeated);
        journal().append(List.of(end(first.turn(), FENCE_FIRST, 2)));
        TurnStart late = withKey(appending(replica(), chat, user("2")), "key");
        assertThat(journal().open(late)).isEqualTo(repeated);

        assertThat(found(chat)).isEqualTo(chat);
        assertThat(conversations().find(ANN, again.conversation())).isEmpty();
        assertThat(read(again.turn(), 0)).isEmpty();
    }

    @Test
    default void f33OpenedFindsTheTurnOfARequestKeyForItsOwner() {
        TurnStart start = withKey(creating(replica(), conversation(ANN, user("1"))), "key");
        journal().open(start);

        assertThat(journal().opened(ANN, "key"))
                .contains(new TurnOpening.Repeated(start.turn(), start.conversation()));
        assertThat(journal().opened(ANN, "other")).isEmpty();
        assertThat(journal().opened(BOB, "key")).isEmpty();
    }

    @Test
    default void aRequestKeyIsItsOwners() {
        TurnStart anns = withKey(creating(replica(), conversation(ANN, user("1"))), "key");
        TurnStart bobs = withKey(creating(replica(), conversation(BOB, user("1"))), "key");
        journal().open(anns);

        assertThat(journal().open(bobs)).isEqualTo(new TurnOpening.Opened());
    }

    @Test
    default void keepsTheLongestRequestKey() {
        String key = "k".repeat(TurnStart.REQUEST_KEY_LENGTH_MAX);
        TurnStart start = withKey(creating(replica(), conversation(ANN, user("1"))), key);
        journal().open(start);

        assertThat(journal().open(start)).isInstanceOf(TurnOpening.Repeated.class);
    }

    @Test
    default void aRepetitionWithoutARequestKeyIsNoSecondTurn() {
        Conversation chat = stored(user("1"));
        TurnStart start = appending(replica(), chat, user("2"));
        journal().open(start);

        assertThat(journal().open(start)).isEqualTo(new TurnOpening.Busy());
        assertThat(found(chat).messages()).hasSize(2);
    }

    @Test
    default void f33OneOfManyRacingRequestsWithOneKeyOpensATurn() throws Exception {
        Conversation chat = stored(user("1"));

        List<TurnOpening> openings =
                concurrently(
                        8,
                        i ->
                                journal()
                                        .open(
                                                withKey(
                                                        appending(replica(), chat, user("" + i)),
                                                        "key")));

        assertThat(openings).filteredOn(TurnOpening.Opened.class::isInstance).hasSize(1);
        assertThat(openings).filteredOn(TurnOpening.Repeated.class::isInstance).hasSize(7);
        assertThat(found(chat).messages()).hasSize(2);
    }

    @Test
    default void f33OneOfManyRacingRequestsWithOneKeyMakesAConversation() throws Exception {
        List<TurnOpening> openings =
                concurrently(
                        8,
                        i -> {
                            Conversation chat = conversation(ANN, user("" + i));
                            return journal().open(withKey(creating(replica(), chat), "key"));
                        });

        assertThat(openings).filteredOn(TurnOpening.Opened.class::isInstance).hasSize(1);
        assertThat(openings).filteredOn(TurnOpening.Repeated.class::isInstance).hasSize(7);
        assertThat(conversations().list(ANN, "")).hasSize(1);
    }

    @Test
    default void f34OneOfManyRacingTurnsOpens() throws Exception {
        Conversation chat = stored(user("1"));

        List<TurnOpening> openings =
                concurrently(8, i -> journal().open(appending(replica(), chat, user("" + i))));

        assertThat(openings).filteredOn(TurnOpening.Opened.class::isInstance).hasSize(1);
        assertThat(openings).filteredOn(TurnOpening.Busy.class::isInstance).hasSize(7);
        assertThat(found(chat).messages()).hasSize(2);
    }

    @Test
    default void oneOfManyRacingTurnsCreatesTheConversation() throws Exception {
        Conversation chat = conversation(ANN, user("1"));

        List<TurnOpening> openings =
                concurrently(8, i -> journal().open(creating(replica(), chat)));

        assertThat(openings).filteredOn(TurnOpening.Opened.class::isInstance).hasSize(1);
        assertThat(openings).filteredOn(TurnOpening.NotFound.class::isInstance).hasSize(7);
    }

    @Test
    default void appendKeepsEventsAndMessages() {
        Turning turn = opened();
        Message answer = assistant("Hello");
        TurnAppend append =
                new TurnAppend(
                        turn.id(), FENCE_FIRST, 2, List.of(delta(2), delta(3)), List.of(answer));

        Set<TurnId> refusing = journal().append(List.of(append));

        assertThat(refusing).isEmpty();
        assertThat(read(turn.id(), 1))
                .containsExactly(new JournalEntry(turn.id(), FENCE_FIRST, 2, append.events()));
        assertThat(found(turn.chat()))
                .isEqualTo(
                        new Conversation(
                                turn.chat().id(),
                                ANN,
                                turn.chat().title(),
                                turn.chat().with(List.of(answer)).messages(),
                                turn.chat().createdAt(),
                                answer.createdAt()));
    }

    @Test
    default void appendsToManyTurnsAtOnce() {
        List<Turning> turns = IntStream.range(0, 40).mapToObj(i -> opened()).toList();
        Message answer = assistant("same id in each conversation");
        List<TurnAppend> appends =
                turns.stream().map(turn -> end(turn.id(), FENCE_FIRST, 2, answer)).toList();

        assertThat(journal().append(appends)).isEmpty();

        for (Turning turn : turns) {
            assertThat(events(turn.id(), 1)).containsExactly(ENDED);
            assertThat(found(turn.chat()).messages()).endsWith(answer);
        }
    }

    @Test
    default void appendOfNothingDoesNothing() {
        assertThat(journal().append(List.of())).isEmpty();
    }

    @Test
    default void aRepeatedAppendChangesNothingAndIsNoRefusal() {
        Turning turn = opened();
        TurnAppend first =
                new TurnAppend(
                        turn.id(), FENCE_FIRST, 2, List.of(delta(2)), List.of(assistant("2")));
        TurnAppend last = end(turn.id(), FENCE_FIRST, 3, assistant("3"));

        for (TurnAppend append : List.of(first, first, last, last, first)) {
            assertThat(journal().append(List.of(append))).isEmpty();
        }

        assertThat(events(turn.id(), 1)).containsExactly(delta(2), ENDED);
        assertThat(found(turn.chat()).messages()).hasSize(3);
    }

    @Test
    default void ofAnAppendThatIsPartlyThereTheRestIsAdded() {
        Turning turn = opened();
        Message second = assistant("2");
        Message third = assistant("3");
        journal()
                .append(
                        List.of(
                                new TurnAppend(
                                        turn.id(),
                                        FENCE_FIRST,
                                        2,
                                        List.of(delta(2), delta(3)),
                                        List.of(second))));

        Set<TurnId> refusing =
                journal()
                        .append(
                                List.of(
                                        new TurnAppend(
                                                turn.id(),
                                                FENCE_FIRST,
                                                2,
                                                List.of(delta(2), delta(3), delta(4)),
                                                List.of(second, third))));

        assertThat(refusing).isEmpty();
        assertThat(read(turn.id(), 3))
                .containsExactly(new JournalEntry(turn.id(), FENCE_FIRST, 4, List.of(delta(4))));
        assertThat(found(turn.chat()).messages()).endsWith(second, third).hasSize(3);
    }

    @Test
    default void aGapIsRefusedAndNothingIsWritten() {
        Turning whole = opened();
        Turning gap = opened();

        assertThatThrownBy(
                        () ->
                                journal()
                                        .append(
                                                List.of(
                                                        deltas(whole.id(), FENCE_FIRST, 2, 2),
                                                        deltas(gap.id(), FENCE_FIRST, 3, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(gap.id().value());

        assertThat(events(whole.id(), 1)).isEmpty();
        assertThat(events(gap.id(), 1)).isEmpty();
    }

    @Test
    default void anUnknownTurnRefuses() {
        TurnId unknown = turnId();

        assertThat(journal().append(List.of(deltas(unknown, FENCE_FIRST, 1, 1))))
                .containsExactly(unknown);
        assertThat(read(unknown, 0)).isEmpty();
    }

    @Test
    default void f08AnotherFenceRefusesAndWritesNothing() {
        Turning turn = opened();
        Turning other = opened();

        Set<TurnId> refusing =
                journal()
                        .append(
                                List.of(
                                        end(turn.id(), FENCE_FIRST + 1, 2, assistant("late")),
                                        end(other.id(), FENCE_FIRST, 2, assistant("right"))));

        assertThat(refusing).containsExactly(turn.id());
        assertThat(events(turn.id(), 1)).isEmpty();
        assertThat(found(turn.chat())).isEqualTo(turn.chat());
        assertThat(journal().running(ANN, turn.chat().id())).contains(turn.id());
        assertThat(events(other.id(), 1)).containsExactly(ENDED);
        assertThat(found(other.chat()).messages()).hasSize(2);
    }

    @Test
    default void f08AppendsWithTheFormerFenceAreRefusedAfterATakeover() {
        Turning turn = opened();
        TakenTurn taken = takenOver(turn);

        TurnAppend late = end(turn.id(), FENCE_FIRST, 2, assistant("late"));
        assertThat(journal().append(List.of(late))).containsExactly(turn.id());
        TurnAppend repeated = deltas(turn.id(), FENCE_FIRST, 1, 1);
        assertThat(journal().append(List.of(repeated))).containsExactly(turn.id());
        assertThat(found(turn.chat())).isEqualTo(turn.chat());

        assertThat(journal().append(List.of(deltas(turn.id(), taken.fence(), 2, 1)))).isEmpty();
        assertThat(read(turn.id(), 0))
                .extracting(JournalEntry::fence)
                .containsExactly(FENCE_FIRST, taken.fence());
    }

    @Test
    default void anEndedTurnFreesItsConversation() {
        Turning turn = opened();
        journal().append(List.of(end(turn.id(), FENCE_FIRST, 2)));

        assertThat(journal().running(ANN, turn.chat().id())).isEmpty();
        assertThat(journal().open(appending(replica(), turn.chat(), user("2"))))
                .isEqualTo(new TurnOpening.Opened());
    }

    @Test
    default void theOutcomeIsFinal() {
        Turning turn = opened();
        journal().append(List.of(end(turn.id(), FENCE_FIRST, 2)));

        TurnAppend another = end(turn.id(), FENCE_FIRST, 3, assistant("more"));

        assertThat(journal().append(List.of(another))).containsExactly(turn.id());
        assertThat(events(turn.id(), 1)).containsExactly(ENDED);
        assertThat(found(turn.chat())).isEqualTo(turn.chat());
    }

    @Test
    default void anEndedTurnIsNotTakenOver() {
        Turning turn = opened();
        journal().append(List.of(end(turn.id(), FENCE_FIRST, 2)));
        journal().leave(turn.replica());

        assertThat(journal().renew(replica(), LEASE, List.of())).isEmpty();
        assertThat(journal().renew(turn.replica(), LEASE, List.of())).isEmpty();
    }

    @Test
    default void readBeginsInTheMiddleOfAnAppend() {
        Turning turn = opened();
        journal().append(List.of(deltas(turn.id(), FENCE_FIRST, 2, 4)));
        journal().append(List.of(deltas(turn.id(), FENCE_FIRST, 6, 2)));

        assertThat(read(turn.id(), 3))
                .containsExactly(
                        new JournalEntry(turn.id(), FENCE_FIRST, 4, List.of(delta(4), delta(5))),
                        new JournalEntry(turn.id(), FENCE_FIRST, 6, List.of(delta(6), delta(7))));
        assertThat(events(turn.id(), 5)).containsExactly(delta(6), delta(7));
        assertThat(events(turn.id(), 6)).containsExactly(delta(7));
        assertThat(read(turn.id(), 7)).isEmpty();
        assertThat(read(turn.id(), 1_000)).isEmpty();
    }

    @Test
    default void f01ReadingFromAnyPlaceGivesEveryEventOnceAndInOrder() {
        Turning turn = opened();
        List<TurnEvent> all = new ArrayList<>(events(turn.id(), 0));
        for (int size = 1; size <= 6; size++) {
            TurnAppend append = deltas(turn.id(), FENCE_FIRST, all.size() + 1, size);
            journal().append(List.of(append));
            all.addAll(append.events());
        }

        for (int after = 0; after <= all.size(); after++) {
            assertThat(events(turn.id(), after)).isEqualTo(all.subList(after, all.size()));
        }
    }

    @Test
    default void readsManyTurnsEachFromItsOwnPlace() {
        Turning first = opened();
        Turning second = opened();
        Turning none = opened();
        journal()
                .append(
                        List.of(
                                deltas(first.id(), FENCE_FIRST, 2, 3),
                                deltas(second.id(), FENCE_FIRST, 2, 3)));

        List<JournalEntry> read =
                journal().read(Map.of(first.id(), 2, second.id(), 4, none.id(), 1, turnId(), 0));

        assertThat(read)
                .containsExactly(
                        new JournalEntry(first.id(), FENCE_FIRST, 3, List.of(delta(3), delta(4))));
    }

    @Test
    default void runningAndHoldsRespectTheOwner() {
        Turning turn = opened();

        assertThat(journal().running(ANN, turn.chat().id())).contains(turn.id());
        assertThat(journal().running(BOB, turn.chat().id())).isEmpty();
        assertThat(journal().running(ANN, Messages.conversationId())).isEmpty();
        assertThat(journal().holds(ANN, turn.chat().id(), turn.id())).isTrue();
        assertThat(journal().holds(BOB, turn.chat().id(), turn.id())).isFalse();
        assertThat(journal().holds(ANN, opened().chat().id(), turn.id())).isFalse();
        assertThat(journal().holds(ANN, turn.chat().id(), turnId())).isFalse();
    }

    @Test
    default void holdsAnEndedTurn() {
        Turning turn = opened();

        journal().append(List.of(end(turn.id(), FENCE_FIRST, 2)));

        assertThat(journal().holds(ANN, turn.chat().id(), turn.id())).isTrue();
    }

    @Test
    default void f35AStopThatWasAskedForIsToldToWhoRunsTheTurn() {
        Turning turn = opened();
        Turning other = opened(turn.replica());

        assertThat(journal().requestStop(ANN, turn.chat().id())).isTrue();
        assertThat(journal().requestStop(ANN, turn.chat().id())).isTrue();

        assertThat(journal().stopping(turn.replica(), List.of(turn.id(), other.id())))
                .containsExactly(turn.id());
        assertThat(journal().stopping(turn.replica(), List.of())).isEmpty();
    }

    @Test
    default void onlyTheOwnerOfARunningTurnStopsIt() {
        Turning turn = opened();
        Turning ended = opened();
        journal().append(List.of(end(ended.id(), FENCE_FIRST, 2)));

        assertThat(journal().requestStop(BOB, turn.chat().id())).isFalse();
        assertThat(journal().requestStop(ANN, ended.chat().id())).isFalse();
        assertThat(journal().requestStop(ANN, Messages.conversationId())).isFalse();

        assertThat(journal().stopping(turn.replica(), List.of(turn.id()))).isEmpty();
    }

    @Test
    default void s09AllTurnsOfAnOwnerAreAskedToStopAndNoOther() {
        Principal eve = new Principal("https://id.example", "eve-" + UUID.randomUUID(), "Eve");
        ReplicaId here = replica();
        ReplicaId there = replica();
        TurnStart one = creating(here, conversation(eve, user("1")));
        TurnStart two = creating(there, conversation(eve, user("1")));
        TurnStart over = creating(here, conversation(eve, user("1")));
        List.of(one, two, over).forEach(journal()::open);
        Turning other = opened(here);
        journal().append(List.of(end(over.turn(), FENCE_FIRST, 2)));

        assertThat(journal().requestStop(eve)).isEqualTo(2);
        assertThat(journal().requestStop(eve)).isEqualTo(2);

        assertThat(journal().stopping(here, List.of(one.turn(), other.id())))
                .containsExactly(one.turn());
        assertThat(journal().stopping(there, List.of(two.turn()))).containsExactly(two.turn());
        TurnStart later = creating(here, conversation(eve, user("1")));
        journal().open(later);
        assertThat(journal().stopping(here, List.of(later.turn()))).isEmpty();
    }

    @Test
    default void s09NobodyIsAskedToStopWhereNothingRuns() {
        Principal eve = new Principal("https://id.example", "eve-" + UUID.randomUUID(), "Eve");

        assertThat(journal().requestStop(eve)).isZero();
    }

    @Test
    default void theStopOfOneTurnIsNotThatOfTheNext() {
        Turning turn = opened();
        journal().requestStop(ANN, turn.chat().id());
        journal().append(List.of(end(turn.id(), FENCE_FIRST, 2)));
        TurnStart next = appending(turn.replica(), turn.chat(), user("2"));
        journal().open(next);

        assertThat(journal().stopping(turn.replica(), List.of(next.turn()))).isEmpty();
    }

    @Test
    default void turnsTakenOverEndedOrUnknownAreToBeGivenUp() {
        Turning taken = opened();
        Turning ended = opened();
        TurnId unknown = turnId();
        journal().append(List.of(end(ended.id(), FENCE_FIRST, 2)));
        ReplicaId taker = replica();
        takenOver(taken, taker);

        assertThat(journal().stopping(taken.replica(), List.of(taken.id(), ended.id(), unknown)))
                .containsExactlyInAnyOrder(taken.id(), ended.id(), unknown);
        assertThat(journal().stopping(taker, List.of(taken.id()))).isEmpty();
    }

    @Test
    default void l20AnAnswerReachesWhoAskedAndIsForgottenAtTheEndOfTheQuestion() {
        ElicitationId id = asking(opened());

        assertThat(journal().asked(ANN, id)).contains(Elicitations.FORM);
        assertThat(journal().answers(List.of(id))).isEmpty();
        assertThat(journal().answer(ANN, id, Elicitations.ANSWER)).isEqualTo(AnswerReceipt.TAKEN);

        assertThat(journal().answers(List.of(id))).isEqualTo(Map.of(id, Elicitations.ANSWER));
        assertThat(journal().endElicitation(id)).contains(Elicitations.ANSWER);
        assertThat(journal().answers(List.of(id))).isEmpty();
        assertThat(journal().endElicitation(id)).isEmpty();
    }

    @Test
    default void l20OnlyTheOwnerOfATurnAnswersItsQuestions() {
        ElicitationId id = asking(opened());
        ElicitationId unknown = new ElicitationId("unknown");

        assertThat(journal().asked(BOB, id)).isEmpty();
        assertThat(journal().answer(BOB, id, Elicitations.ANSWER)).isEqualTo(AnswerReceipt.UNKNOWN);
        assertThat(journal().asked(ANN, unknown)).isEmpty();
        assertThat(journal().answer(ANN, unknown, Elicitations.ANSWER))
                .isEqualTo(AnswerReceipt.UNKNOWN);

        assertThat(journal().answers(List.of(id, unknown))).isEmpty();
    }

    @Test
    default void l20OneOfManyRacingAnswersIsTaken() throws Exception {
        ElicitationId id = asking(opened());

        List<AnswerReceipt> receipts =
                concurrently(8, i -> journal().answer(ANN, id, ElicitationAnswer.DECLINED));

        assertThat(receipts).filteredOn(AnswerReceipt.TAKEN::equals).hasSize(1);
        assertThat(receipts).filteredOn(AnswerReceipt.TOO_LATE::equals).hasSize(7);
    }

    @Test
    default void aQuestionThatIsOverIsNotAnswered() {
        Turning ended = opened();
        Turning taken = opened();
        List<ElicitationId> over = List.of(asking(opened()), asking(ended), asking(taken));
        journal().endElicitation(over.getFirst());
        journal().append(List.of(end(ended.id(), FENCE_FIRST, 2)));
        takenOver(taken);

        for (ElicitationId id : over) {
            assertThat(journal().answer(ANN, id, Elicitations.ANSWER))
                    .isEqualTo(AnswerReceipt.TOO_LATE);
        }

        assertThat(journal().answers(over)).isEmpty();
    }

    @Test
    default void whoDoesNotRunATurnAsksNothingInItsName() {
        Turning ended = opened();
        Turning taken = opened();
        journal().append(List.of(end(ended.id(), FENCE_FIRST, 2)));
        TakenTurn now = takenOver(taken);
        ElicitationId id = new ElicitationId("q-of-" + now.turn());

        assertThat(journal().ask(ended.id(), FENCE_FIRST, id, Elicitations.FORM)).isFalse();
        assertThat(journal().ask(taken.id(), FENCE_FIRST, id, Elicitations.FORM)).isFalse();
        assertThat(journal().ask(turnId(), FENCE_FIRST, id, Elicitations.FORM)).isFalse();

        assertThat(journal().asked(ANN, id)).isEmpty();
        assertThat(journal().ask(now.turn(), now.fence(), id, Elicitations.URL)).isTrue();
        assertThat(journal().ask(now.turn(), now.fence(), id, Elicitations.URL)).isTrue();
        assertThat(journal().asked(ANN, id)).contains(Elicitations.URL);
    }

    @Test
    default void deletingTheConversationRemovesItsQuestions() {
        Turning turn = opened();
        ElicitationId id = asking(turn);

        conversations().delete(ANN, turn.chat().id());

        assertThat(journal().asked(ANN, id)).isEmpty();
        assertThat(journal().answer(ANN, id, Elicitations.ANSWER)).isEqualTo(AnswerReceipt.UNKNOWN);
    }

    @Test
    default void deletingTheConversationRemovesItsTurns() {
        Conversation chat = conversation(ANN, user("1"));
        TurnStart start = withKey(creating(replica(), chat), "key");
        journal().open(start);

        conversations().delete(ANN, chat.id());

        assertThat(journal().append(List.of(end(start.turn(), FENCE_FIRST, 2, assistant("2")))))
                .containsExactly(start.turn());
        assertThat(read(start.turn(), 0)).isEmpty();
        assertThat(journal().running(ANN, chat.id())).isEmpty();
        assertThat(journal().holds(ANN, chat.id(), start.turn())).isFalse();
        assertThat(journal().requestStop(ANN, chat.id())).isFalse();
        assertThat(journal().stopping(start.replica(), List.of(start.turn())))
                .containsExactly(start.turn());
        assertThat(journal().renew(start.replica(), LEASE, List.of())).isEmpty();
        assertThat(conversations().find(ANN, chat.id())).isEmpty();
    }

    @Test
    default void aConversationOfADeletedOnesIdHasNoneOfItsTurns() {
        Conversation chat = conversation(ANN, user("1"));
        TurnStart former = withKey(creating(replica(), chat), "key");
        journal().open(former);
        conversations().delete(ANN, chat.id());
        TurnStart next = withKey(creating(replica(), chat), "key");

        assertThat(journal().open(next)).isEqualTo(new TurnOpening.Opened());

        assertThat(journal().running(ANN, chat.id())).contains(next.turn());
        assertThat(journal().append(List.of(end(former.turn(), FENCE_FIRST, 2))))
                .containsExactly(former.turn());
    }

    @Test
    default void f06TurnsOfAReplicaThatLeftAreTakenOver() {
        Turning turn = opened();
        journal().leave(turn.replica());
        ReplicaId taker = replica();

        List<TakenTurn> taken = journal().renew(taker, LEASE, List.of());

        assertThat(taken)
                .containsExactly(new TakenTurn(turn.id(), ANN, turn.chat().id(), FENCE_FIRST + 1));
        assertThat(taken.getFirst().owner().displayName()).isEqualTo(ANN.displayName());
        assertThat(journal().running(ANN, turn.chat().id())).contains(turn.id());
        assertThat(journal().renew(taker, LEASE, List.of(turn.id()))).isEmpty();
    }

    @Test
    default void t05TurnsAreTakenOverInTheWorkspaceTheyWereOpenedIn() {
        Turning here = opened();
        Principal atWork = ANN.in(new Workspace("acme", "web"));
        TurnStart there =
                withOwner(creating(here.replica(), conversation(ANN, user("Hi"))), atWork);
        journal().open(there);
        journal().leave(here.replica());

        List<TakenTurn> taken = journal().renew(replica(), LEASE, List.of());

        assertThat(taken)
                .extracting(it -> it.turn(), it -> it.owner().workspace())
                .containsExactlyInAnyOrder(
                        tuple(here.id(), Workspace.NONE), tuple(there.turn(), atWork.workspace()));
    }

    @Test
    default void f06TheFenceGrowsByOneWithEachTakeover() {
        Turning turn = opened();

        List<Long> fences = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ReplicaId taker = replica();
            fences.add(takenOver(turn, taker).fence());
            journal().leave(taker);
        }

        assertThat(fences).containsExactly(2L, 3L, 4L);
    }

    @Test
    default void renewHandsOverOwnTurnsThatAreNotHeld() {
        Turning lost = opened();
        Turning held = opened(lost.replica());

        List<TakenTurn> taken =
                journal().renew(lost.replica(), LEASE, List.of(held.id(), turnId()));

        assertThat(taken).containsExactly(new TakenTurn(lost.id(), ANN, lost.chat().id(), 2));
        assertThat(journal().renew(lost.replica(), LEASE, List.of(held.id())))
                .containsExactly(new TakenTurn(lost.id(), ANN, lost.chat().id(), 3));
    }

    @Test
    default void renewHandsOverAtMostTheLimit() {
        ReplicaId gone = replica();
        Set<TurnId> opened = new HashSet<>();
        for (int i = 0; i < TurnJournal.TAKEN_MAX + 3; i++) {
            opened.add(opened(gone).id());
        }
        journal().leave(gone);
        ReplicaId taker = replica();

        List<TakenTurn> first = journal().renew(taker, LEASE, List.of());
        List<TurnId> held = first.stream().map(TakenTurn::turn).toList();
        List<TakenTurn> rest = journal().renew(taker, LEASE, held);

        assertThat(first).hasSize(TurnJournal.TAKEN_MAX);
        assertThat(rest).hasSize(3);
        opened.removeAll(held);
        assertThat(rest).extracting(TakenTurn::turn).containsExactlyInAnyOrderElementsOf(opened);
    }

    @Test
    default void f08AZombiesAppendsNeverLandAfterTheTakerHasRead() throws Exception {
        for (int round = 0; round < 20; round++) {
            Turning turn = opened();
            CountDownLatch begun = new CountDownLatch(3);
            List<Integer> seen = new ArrayList<>();

            concurrently(
                    2,
                    i -> {
                        if (i == 0) {
                            int next = 2;
                            // Not for ever, if it is never refused.
                            while (next < 5_000
                                    && journal()
                                            .append(
                                                    List.of(
                                                            deltas(
                                                                    turn.id(),
                                                                    FENCE_FIRST,
                                                                    next,
                                                                    1)))
                                            .isEmpty()) {
                                next++;
                                begun.countDown();
                            }
                        } else {
                            begun.await();
                            takenOver(turn);
                            seen.add(events(turn.id(), 0).size());
                        }
                        return i;
                    });

            assertThat(events(turn.id(), 0)).hasSize(seen.getFirst());
            assertThat(seen.getFirst()).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    default void forgetDropsEventsOfEndedTurnsAndKeepsTheirRequestKeys() {
        Conversation chat = conversation(ANN, user("1"));
        TurnStart start = withKey(creating(replica(), chat), "key");
        journal().open(start);
        journal().append(List.of(end(start.turn(), FENCE_FIRST, 2, assistant("2"))));

        journal().forget(Duration.ZERO, Duration.ofHours(1));

        assertThat(read(start.turn(), 0)).isEmpty();
        assertThat(journal().holds(ANN, chat.id(), start.turn())).isFalse();
        assertThat(journal().open(start))
                .isEqualTo(new TurnOpening.Repeated(start.turn(), chat.id()));
        assertThat(journal().append(List.of(end(start.turn(), FENCE_FIRST, 2)))).isEmpty();
        assertThat(found(chat).messages()).hasSize(2);
    }

    @Test
    default void forgetForgetsTurnsWithTheirRequestKeys() {
        Conversation chat = conversation(ANN, user("1"));
        TurnStart start = withKey(creating(replica(), chat), "key");
        journal().open(start);
        journal().append(List.of(end(start.turn(), FENCE_FIRST, 2)));

        journal().forget(Duration.ZERO, Duration.ZERO);

        assertThat(journal().holds(ANN, chat.id(), start.turn())).isFalse();
        assertThat(journal().append(List.of(end(start.turn(), FENCE_FIRST, 2))))
                .containsExactly(start.turn());
        assertThat(journal().open(withKey(appending(replica(), chat, user("2")), "key")))
                .isEqualTo(new TurnOpening.Opened());
    }

    @Test
    default void forgetKeepsWhatRunsAndWhatEndedLately() {
        Turning running = opened();
        Turning ended = opened();
        journal().append(List.of(end(ended.id(), FENCE_FIRST, 2)));

        journal().forget(Duration.ofHours(1), Duration.ofHours(1));
        assertThat(journal().holds(ANN, ended.chat().id(), ended.id())).isTrue();
        assertThat(events(ended.id(), 1)).containsExactly(ENDED);

        journal().forget(Duration.ZERO, Duration.ZERO);
        assertThat(journal().holds(ANN, running.chat().id(), running.id())).isTrue();
        assertThat(events(running.id(), 0)).hasSize(1);
        assertThat(journal().append(List.of(deltas(running.id(), FENCE_FIRST, 2, 1)))).isEmpty();
    }

    @Test
    default void usageIsCountedWithTheEventsThatSayIt() {
        Turning turn = opened();
        Turning other = opened();
        assertThat(journal().usage(ANN, turn.chat().id()))
                .isEqualTo(new UsageSum(1, Usage.NONE, 0));

        journal().append(List.of(using(turn, 2), using(other, 2)));
        journal().append(List.of(end(turn.id(), FENCE_FIRST, 5)));

        Usage once = new Usage(100, 40, 20, 5);
        assertThat(journal().usage(ANN, turn.chat().id())).isEqualTo(new UsageSum(1, once, 2));
        UsageReport report = journal().usage(ANN);
        assertThat(report.total()).isEqualTo(new UsageSum(2, once.plus(once), 4));
        assertThat(report.days()).extracting(UsageReport.Day::used).containsExactly(report.total());
        assertThat(report.days().getFirst().day())
                .isBetween(
                        LocalDate.now(ZoneOffset.UTC).minusDays(1), LocalDate.now(ZoneOffset.UTC));
    }

    @Test
    default void usageIsCountedOnceHoweverOftenItIsAppended() {
        Turning turn = opened();
        TurnAppend append = using(turn, 2);

        journal().append(List.of(append));
        journal().append(List.of(append));
        journal().append(List.of(new TurnAppend(turn.id(), 7, 5, append.events(), List.of())));

        assertThat(journal().usage(ANN).total())
                .isEqualTo(new UsageSum(1, new Usage(100, 40, 20, 5), 2));
    }

    @Test
    default void usageIsItsOwnersAndOutlivesConversationAndTurn() {
        Turning turn = opened();
        journal().append(List.of(using(turn, 2)));
        journal().append(List.of(end(turn.id(), FENCE_FIRST, 5)));
        UsageReport before = journal().usage(ANN);

        conversations().delete(ANN, turn.chat().id());
        journal().forget(Duration.ZERO, Duration.ZERO);

        assertThat(journal().usage(ANN)).isEqualTo(before);
        assertThat(before.total().toolCalls()).isEqualTo(2);
        assertThat(journal().usage(BOB)).isEqualTo(new UsageReport(UsageSum.NONE, List.of()));
        assertThat(journal().usage(BOB, turn.chat().id())).isEqualTo(UsageSum.NONE);
    }

    @Test
    default void anInterruptedCallerGetsItsWorkDoneAndKeepsItsFlag() throws Exception {
        List<Boolean> flags =
                concurrently(
                        1,
                        i -> {
                            Thread.currentThread().interrupt();
                            Turning turn = opened();
                            journal().append(List.of(end(turn.id(), FENCE_FIRST, 2)));
                            journal().renew(turn.replica(), LEASE, List.of());
                            assertThat(events(turn.id(), 0)).hasSize(2);
                            return Thread.currentThread().isInterrupted();
                        });

        assertThat(flags).containsExactly(true);
    }

    /** Three events from {@code first}: a step that was finished, and two calls. */
    private static TurnAppend using(Turning turn, int first) {
        return new TurnAppend(
                turn.id(),
                FENCE_FIRST,
                first,
                List.of(
                        new TurnEvent.StepFinished(
                                1, StopReason.TOOL_CALLS, new Usage(100, 40, 20, 5)),
                        new TurnEvent.ToolStarted("k1", true),
                        new TurnEvent.ToolStarted("k2", false)),
                List.of());
    }

    /** A question that the turn has asked. */
    default ElicitationId asking(Turning turn) {
        ElicitationId id = new ElicitationId("q-of-" + turn.id());
        assertThat(journal().ask(turn.id(), FENCE_FIRST, id, Elicitations.FORM)).isTrue();
        return id;
    }

    /** A turn that runs. */
    record Turning(TurnId id, ReplicaId replica, Conversation chat) {}

    /** A turn of Ann's in a new conversation with one message, on a new replica. */
    default Turning opened() {
        return opened(replica());
    }

    default Turning opened(ReplicaId replica) {
        Conversation chat = conversation(ANN, user("Hi"));
        TurnStart start = creating(replica, chat);
        assertThat(journal().open(start)).isEqualTo(new TurnOpening.Opened());
        return new Turning(start.turn(), replica, chat);
    }

    /** The turn, after its replica has left, in the hands of a new one. */
    default TakenTurn takenOver(Turning turn) {
        return takenOver(turn, replica());
    }

    default TakenTurn takenOver(Turning turn, ReplicaId taker) {
        journal().leave(turn.replica());
        Optional<TakenTurn> found = Optional.empty();
        // A turn that its former replica just appends to may be left to a later look.
        for (int tries = 0; found.isEmpty() && tries < 1_000; tries++) {
            found =
                    journal().renew(taker, LEASE, List.of()).stream()
                            .filter(taken -> taken.turn().equals(turn.id()))
                            .findFirst();
        }
        return found.orElseThrow();
    }

    /** A new replica; without a lease, which matters only once another renews its own. */
    default ReplicaId replica() {
        return TurnStarts.replica("r");
    }

    default Conversation stored(Message... messages) {
        Conversation chat = conversation(ANN, messages);
        assertThat(conversations().create(chat)).isTrue();
        return chat;
    }

    default Conversation found(Conversation chat) {
        return conversations().find(chat.owner(), chat.id()).orElseThrow();
    }

    default List<JournalEntry> read(TurnId turn, int after) {
        return journal().read(Map.of(turn, after));
    }

    /** The turn's events behind {@code after}; fails if they are not consecutive. */
    default List<TurnEvent> events(TurnId turn, int after) {
        List<TurnEvent> events = new ArrayList<>();
        for (JournalEntry entry : read(turn, after)) {
            assertThat(entry.turn()).isEqualTo(turn);
            assertThat(entry.first()).isEqualTo(after + events.size() + 1);
            events.addAll(entry.events());
        }
        return events;
    }

    /** One of the tasks of a race. */
    @FunctionalInterface
    interface Racer<T> {
        T run(int number) throws Exception;
    }

    /** What the racers return, each on a virtual thread of its own. */
    static <T> List<T> concurrently(int racers, Racer<T> racer) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> tasks =
                    IntStream.range(0, racers)
                            .<Callable<T>>mapToObj(i -> () -> racer.run(i))
                            .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
