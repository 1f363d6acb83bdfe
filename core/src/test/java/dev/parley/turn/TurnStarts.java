package dev.parley.turn;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.token.Principal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Builders for tests of the journal. Ids count up over the whole process. */
public final class TurnStarts {

    public static final TurnEvent ENDED =
            new TurnEvent.Ended(new TurnOutcome.Completed(StopReason.STOP), Usage.NONE);

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private TurnStarts() {}

    public static TurnId turnId() {
        return new TurnId("t" + COUNTER.incrementAndGet());
    }

    public static ReplicaId replica(String name) {
        return new ReplicaId(name + COUNTER.incrementAndGet());
    }

    /** A new turn that begins a new conversation. */
    public static TurnStart creating(ReplicaId replica, Conversation conversation) {
        return start(replica, conversation, new ConversationEdit.Create(conversation));
    }

    /** A new turn that adds these messages to the conversation as it is given here. */
    public static TurnStart appending(
            ReplicaId replica, Conversation conversation, Message... messages) {
        MessageId last = conversation.messages().getLast().id();
        return start(replica, conversation, new ConversationEdit.Append(last, List.of(messages)));
    }

    /** A new turn without a request key, whose one event is its start. */
    public static TurnStart start(
            ReplicaId replica, Conversation conversation, ConversationEdit edit) {
        TurnId turn = turnId();
        return new TurnStart(
                turn,
                conversation.owner(),
                conversation.id(),
                replica,
                "",
                edit,
                List.of(
                        new TurnEvent.Started(
                                turn, conversation.id(), new MessageId("answer-" + turn))));
    }

    /** The same with a request key. */
    public static TurnStart withKey(TurnStart start, String requestKey) {
        return new TurnStart(
                start.turn(),
                start.owner(),
                start.conversation(),
                start.replica(),
                requestKey,
                start.edit(),
                start.events());
    }

    /** The same of another owner. */
    public static TurnStart withOwner(TurnStart start, Principal owner) {
        return new TurnStart(
                start.turn(),
                owner,
                start.conversation(),
                start.replica(),
                start.requestKey(),
                start.edit(),
                start.events());
    }

    /** So many pieces of one text, numbered from {@code first} as its events are. */
    public static TurnAppend deltas(TurnId turn, long fence, int first, int count) {
        List<TurnEvent> events =
                IntStream.range(first, first + count).mapToObj(TurnStarts::delta).toList();
        return new TurnAppend(turn, fence, first, events, List.of());
    }

    public static TurnEvent delta(int number) {
        return new TurnEvent.TextDelta(0, "t" + number + " ");
    }

    /** The end of a turn, with messages. */
    public static TurnAppend end(TurnId turn, long fence, int first, Message... messages) {
        return new TurnAppend(turn, fence, first, List.of(ENDED), List.of(messages));
    }
}
