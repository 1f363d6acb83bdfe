package dev.parley.conversation;

import static dev.parley.conversation.Messages.assistant;
import static dev.parley.conversation.Messages.conversation;
import static dev.parley.conversation.Messages.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ConversationStore} does; each implementation's test says how to make one. */
@Timeout(60)
public interface ConversationStoreContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");

    /** The store under test, empty; the same one during one test. */
    ConversationStore store();

    @Test
    default void findsNothingInAnEmptyStore() {
        assertThat(store().find(ANN, Messages.conversationId())).isEmpty();
    }

    @Test
    default void findsWhatWasCreated() {
        Conversation saved = conversation(ANN, user("Hi"), assistant("Hello"), user("Bye"));

        boolean created = store().create(saved);

        assertThat(created).isTrue();
        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void keepsAConversationWithoutMessages() {
        Conversation saved = created(ANN);

        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void keepsAnOwnerWhoseSubjectHoldsSpaces() {
        Principal owner = new Principal("https://id.example", "Ann of the Hill", "");
        Conversation saved = conversation(owner, user("Hi"));

        store().create(saved);

        assertThat(store().find(owner, saved.id())).contains(saved);
    }

    @Test
    default void theDisplayNameIsNoPartOfTheOwnersIdentity() {
        Conversation saved = created(ANN, user("Hi"));

        Principal renamed = new Principal(ANN.issuer(), ANN.subject(), "Ann Smith");

        assertThat(store().find(renamed, saved.id())).contains(saved);
    }

    @Test
    default void theSameSubjectOfAnotherIssuerIsSomeoneElse() {
        Conversation saved = created(ANN, user("Hi"));

        Principal namesake = new Principal("https://other.example", ANN.subject(), "Ann");

        assertThat(store().find(namesake, saved.id())).isEmpty();
    }

    @Test
    default void createRefusesAnIdItsOwnerHas() {
        Conversation first = created(ANN, user("Hi"));

        boolean again = store().create(withOwner(first, ANN, user("Other")));

        assertThat(again).isFalse();
        assertThat(store().find(ANN, first.id())).contains(first);
    }

    @Test
    default void createRefusesAnIdSomeoneElseHas() {
        Conversation first = created(ANN, user("Hi"));

        boolean taken = store().create(withOwner(first, BOB, user("Mine")));

        assertThat(taken).isFalse();
        assertThat(store().find(BOB, first.id())).isEmpty();
        assertThat(store().find(ANN, first.id())).contains(first);
    }

    @Test
    default void oneOfManyCreatesOfOneIdSucceeds() throws Exception {
        Conversation wanted = conversation(ANN, user("Hi"));

        List<Boolean> outcomes =
                concurrently(
                        IntStream.range(0, 32)
                                .<Callable<Boolean>>mapToObj(
                                        i ->
                                                () ->
                                                        store().create(
                                                                        withOwner(
                                                                                wanted,
                                                                                i % 2 == 0
                                                                                        ? ANN
                                                                                        : BOB,
                                                                                user("" + i))))
                                .toList());

        assertThat(outcomes).containsOnlyOnce(true);
    }

    @Test
    default void appendAddsToTheEndInOrder() {
        Conversation saved = created(ANN, user("1"));
        List<Message> added = List.of(assistant("2"), user("3"));
        Message last = assistant("4");

        boolean appended = store().append(ANN, saved.id(), added);
        store().append(ANN, saved.id(), List.of(last));

        assertThat(appended).isTrue();
        List<Message> expected = new ArrayList<>(saved.messages());
        expected.addAll(added);
        expected.add(last);
        assertThat(found(ANN, saved).messages()).isEqualTo(expected);
    }

    @Test
    default void appendMovesUpdatedAtToThatOfTheLastMessage() {
        Conversation saved = created(ANN, user("1"));
        Message last = assistant("3");

        store().append(ANN, saved.id(), List.of(user("2"), last));

        assertThat(found(ANN, saved).updatedAt()).isEqualTo(last.createdAt());
        assertThat(found(ANN, saved).createdAt()).isEqualTo(saved.createdAt());
    }

    @Test
    default void appendToNoConversationSavesNothing() {
        ConversationId id = Messages.conversationId();

        boolean appended = store().append(ANN, id, List.of(user("Hi")));

        assertThat(appended).isFalse();
        assertThat(store().find(ANN, id)).isEmpty();
        assertThat(store().list(ANN, "")).isEmpty();
    }

    @Test
    default void appendToSomeoneElsesConversationSavesNothing() {
        Conversation saved = created(ANN, user("Hi"));

        boolean appended = store().append(BOB, saved.id(), List.of(user("Me too")));

        assertThat(appended).isFalse();
        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void appendRefusesNoMessages() {
        Conversation saved = created(ANN, user("Hi"));

        assertThatThrownBy(() -> store().append(ANN, saved.id(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void appendOfATakenMessageIdSavesNoneOfTheMessages() {
        Message first = user("Hi");
        Conversation saved = created(ANN, first);
        List<Message> added = List.of(assistant("new"), withId(first.id(), "again"));

        assertThatThrownBy(() -> store().append(ANN, saved.id(), added))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(first.id().value());
        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void appendRefusesOneMessageIdTwice() {
        Conversation saved = created(ANN, user("Hi"));
        Message added = assistant("Hello");

        assertThatThrownBy(() -> store().append(ANN, saved.id(), List.of(added, added)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void aMessageIdIsTakenInItsOwnConversationOnly() {
        Message message = user("Hi");
        created(ANN, message);
        Conversation other = created(ANN, user("Hi"));

        boolean appended = store().append(ANN, other.id(), List.of(message));

        assertThat(appended).isTrue();
    }

    @Test
    default void concurrentAppendsKeepEveryMessageOnce() throws Exception {
        Conversation saved = created(ANN);
        List<Message> messages = IntStream.range(0, 32 * 8).mapToObj(i -> user("" + i)).toList();

        concurrently(
                IntStream.range(0, 32)
                        .<Callable<Void>>mapToObj(
                                i ->
                                        () -> {
                                            for (Message message :
                                                    messages.subList(i * 8, i * 8 + 8)) {
                                                store().append(ANN, saved.id(), List.of(message));
                                            }
                                            return null;
                                        })
                        .toList());

        List<Message> kept = found(ANN, saved).messages();
        assertThat(kept).containsExactlyInAnyOrderElementsOf(messages);
        for (int i = 0; i < 32; i++) {
            List<Message> ofOneThread = messages.subList(i * 8, i * 8 + 8);
            assertThat(kept.stream().filter(ofOneThread::contains).toList()).isEqualTo(ofOneThread);
        }
    }

    @Test
    default void deleteFromDeletesTheMessageAndAllThatFollow() {
        Message first = user("1");
        Message second = assistant("2");
        Conversation saved = created(ANN, first, second, user("3"), assistant("4"));

        boolean deleted = store().deleteFrom(ANN, saved.id(), second.id());

        assertThat(deleted).isTrue();
        assertThat(found(ANN, saved).messages()).containsExactly(first);
    }

    @Test
    default void deleteFromTheFirstMessageLeavesAnEmptyConversation() {
        Message first = user("1");
        Conversation saved = created(ANN, first, assistant("2"));

        store().deleteFrom(ANN, saved.id(), first.id());

        assertThat(found(ANN, saved).messages()).isEmpty();
    }

    @Test
    default void appendAfterDeleteFromGoesToTheEndAndMayUseADeletedId() {
        Message first = user("1");
        Message second = assistant("2");
        Conversation saved = created(ANN, first, second, user("3"));
        store().deleteFrom(ANN, saved.id(), second.id());
        Message again = withId(second.id(), "2 again");

        store().append(ANN, saved.id(), List.of(again));

        assertThat(found(ANN, saved).messages()).containsExactly(first, again);
    }

    @Test
    default void deleteFromAnUnknownMessageDeletesNothing() {
        Conversation saved = created(ANN, user("1"));
        Message elsewhere = user("2");
        created(ANN, elsewhere);

        boolean deleted = store().deleteFrom(ANN, saved.id(), elsewhere.id());

        assertThat(deleted).isFalse();
        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void deleteFromSomeoneElsesConversationDeletesNothing() {
        Message first = user("1");
        Conversation saved = created(ANN, first);

        boolean deleted = store().deleteFrom(BOB, saved.id(), first.id());

        assertThat(deleted).isFalse();
        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void listsTheLastUsedFirst() {
        Conversation oldest = created(ANN, user("1"));
        Conversation middle = created(ANN, user("2"));
        Conversation newest = created(ANN, user("3"));
        store().append(ANN, oldest.id(), List.of(user("4")));

        List<ConversationSummary> list = store().list(ANN, "");

        assertThat(list)
                .extracting(ConversationSummary::id)
                .containsExactly(oldest.id(), newest.id(), middle.id());
    }

    @Test
    default void aSummaryIsThatOfTheConversation() {
        Conversation saved = created(ANN, user("1"));

        List<ConversationSummary> list = store().list(ANN, "");

        assertThat(list)
                .containsExactly(
                        new ConversationSummary(
                                saved.id(), saved.title(), saved.createdAt(), saved.updatedAt()));
    }

    @Test
    default void listsNothingOfSomeoneElse() {
        created(ANN, user("secret"));

        assertThat(store().list(BOB, "")).isEmpty();
        assertThat(store().list(BOB, "secret")).isEmpty();
    }

    @Test
    default void listsTheLastUsedUpToTheLimit() {
        List<Conversation> saved =
                IntStream.range(0, ConversationStore.LIST_MAX + 3)
                        .mapToObj(i -> created(ANN, user("word")))
                        .toList();
        List<ConversationId> newest =
                saved.reversed().stream()
                        .limit(ConversationStore.LIST_MAX)
                        .map(Conversation::id)
                        .toList();

        assertThat(store().list(ANN, "")).extracting(ConversationSummary::id).isEqualTo(newest);
        assertThat(store().list(ANN, "word")).extracting(ConversationSummary::id).isEqualTo(newest);
    }

    @Test
    default void searchLooksAtTitlesWhateverTheCase() {
        Conversation match = created(ANN, user("x"));
        store().rename(ANN, match.id(), "Überblick: Apples");
        created(ANN, user("y"));

        assertThat(store().list(ANN, "aPPle"))
                .extracting(ConversationSummary::id)
                .containsExactly(match.id());
        assertThat(store().list(ANN, "ÜBERBLICK".toLowerCase(Locale.ROOT))).hasSize(1);
    }

    @Test
    default void searchLooksAtMessageTextWhateverTheCase() {
        Conversation match = created(ANN, user("x"), assistant("Ripe APPLES\nand \"plums\""));
        created(ANN, user("pears"));

        assertThat(store().list(ANN, "apples\nAND \"Plums\""))
                .extracting(ConversationSummary::id)
                .containsExactly(match.id());
    }

    @Test
    default void searchLooksAtAppendedText() {
        Conversation match = created(ANN, user("x"));
        store().append(ANN, match.id(), List.of(assistant("late apples")));

        assertThat(store().list(ANN, "apples")).hasSize(1);
    }

    @Test
    default void searchLooksAtTextOnly() {
        Part.ToolCall call = Messages.call("call1", "files__read");
        created(
                ANN,
                Messages.message(Role.ASSISTANT, new Part.Text("hm"), call),
                Messages.message(Role.TOOL, Messages.result(call, "apples")));

        assertThat(store().list(ANN, "apples")).isEmpty();
        assertThat(store().list(ANN, "text")).isEmpty();
        assertThat(store().list(ANN, "call1")).isEmpty();
    }

    @Test
    default void searchTakesWildcardsLiterally() {
        Conversation match = created(ANN, user("100% of a_b \\ [c] !"));
        created(ANN, user("100 of aXb"));

        for (String query : List.of("100%", "a_b", "\\", "[c]", "!", "0% of a_b \\")) {
            assertThat(store().list(ANN, query))
                    .as(query)
                    .extracting(ConversationSummary::id)
                    .containsExactly(match.id());
        }
        assertThat(store().list(ANN, "1%b")).isEmpty();
    }

    @Test
    default void renameChangesTheTitleOnly() {
        Conversation saved = created(ANN, user("1"));
        String title = "t".repeat(Conversation.TITLE_LENGTH_MAX);

        boolean renamed = store().rename(ANN, saved.id(), title);

        assertThat(renamed).isTrue();
        assertThat(found(ANN, saved))
                .isEqualTo(
                        new Conversation(
                                saved.id(),
                                ANN,
                                title,
                                saved.messages(),
                                saved.createdAt(),
                                saved.updatedAt()));
    }

    @Test
    default void renameRefusesATitleThatIsNone() {
        Conversation saved = created(ANN, user("1"));

        for (String title : List.of("", " \n", "t".repeat(Conversation.TITLE_LENGTH_MAX + 1))) {
            assertThatThrownBy(() -> store().rename(ANN, saved.id(), title))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void renameOfNoneOrOfSomeoneElsesChangesNothing() {
        Conversation saved = created(ANN, user("1"));

        assertThat(store().rename(ANN, Messages.conversationId(), "New")).isFalse();
        assertThat(store().rename(BOB, saved.id(), "Mine")).isFalse();
        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void deleteTakesTheMessagesWithIt() {
        Message message = user("word");
        Conversation saved = created(ANN, message);
        Conversation other = created(ANN, user("word"));

        boolean deleted = store().delete(ANN, saved.id());

        assertThat(deleted).isTrue();
        assertThat(store().find(ANN, saved.id())).isEmpty();
        assertThat(store().append(ANN, saved.id(), List.of(user("2")))).isFalse();
        assertThat(store().list(ANN, "word"))
                .extracting(ConversationSummary::id)
                .containsExactly(other.id());
    }

    @Test
    default void anIdIsFreeAgainOnceDeleted() {
        Conversation saved = created(ANN, user("1"));
        store().delete(ANN, saved.id());
        Conversation next = withOwner(saved, BOB, user("2"));

        boolean created = store().create(next);

        assertThat(created).isTrue();
        assertThat(store().find(BOB, saved.id())).contains(next);
    }

    @Test
    default void deleteOfNoneOrOfSomeoneElsesDeletesNothing() {
        Conversation saved = created(ANN, user("1"));

        assertThat(store().delete(ANN, Messages.conversationId())).isFalse();
        assertThat(store().delete(BOB, saved.id())).isFalse();
        assertThat(store().find(ANN, saved.id())).contains(saved);
    }

    @Test
    default void anInterruptedCallerGetsItsWorkDoneAndKeepsItsFlag() throws Exception {
        Conversation saved = conversation(ANN, user("1"));
        Message second = assistant("2");

        List<Boolean> flags =
                concurrently(
                        List.<Callable<Boolean>>of(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    store().create(saved);
                                    store().append(ANN, saved.id(), List.of(second));
                                    store().list(ANN, "2");
                                    store().rename(ANN, saved.id(), "Renamed");
                                    store().find(ANN, saved.id());
                                    return Thread.currentThread().isInterrupted();
                                }));

        assertThat(flags).containsExactly(true);
        assertThat(found(ANN, saved).title()).isEqualTo("Renamed");
        assertThat(found(ANN, saved).messages()).endsWith(second);
    }

    private Conversation created(Principal owner, Message... messages) {
        Conversation conversation = conversation(owner, messages);
        assertThat(store().create(conversation)).isTrue();
        return conversation;
    }

    private Conversation found(Principal owner, Conversation saved) {
        return store().find(owner, saved.id()).orElseThrow();
    }

    private static Conversation withOwner(Conversation like, Principal owner, Message message) {
        Instant at = message.createdAt();
        return new Conversation(like.id(), owner, "Other", List.of(message), at, at);
    }

    private static Message withId(MessageId id, String text) {
        Message message = assistant(text);
        return new Message(id, message.role(), message.parts(), message.createdAt());
    }

    /** What the tasks return, each run on a virtual thread of its own. */
    private static <T> List<T> concurrently(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
