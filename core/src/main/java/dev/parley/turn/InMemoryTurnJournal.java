package dev.parley.turn;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.token.Principal;
import dev.parley.tool.Elicitation;
import dev.parley.tool.ElicitationAnswer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns kept in memory, gone with the process: the default of the library, and the fake of the
 * tests. Services that share one are replicas to each other. Safe for use by many threads.
 *
 * <p>What a turn changes in its conversation goes to a {@link ConversationStore}, under the
 * journal's lock. The journal learns there, too, that a conversation was deleted: when it next asks
 * for it.
 */
public final class InMemoryTurnJournal implements TurnJournal {

    private record RequestKey(String owner, String key) {}

    private final ConversationStore conversations;
    private final ReentrantLock lock = new ReentrantLock();
    // In the order of their opening.
    private final Map<TurnId, JournaledTurn> turns = new LinkedHashMap<>();
    private final Map<RequestKey, TurnId> requests = new HashMap<>();
    private final Map<ConversationId, TurnId> runningTurns = new HashMap<>();
    private final Map<ElicitationId, Question> questions = new HashMap<>();
    private final InMemoryUsage usage = new InMemoryUsage();
    // When each lease ends, by System.nanoTime.
    private final Map<ReplicaId, Long> leases = new HashMap<>();
    private final List<Hint> hints = new CopyOnWriteArrayList<>();

    public InMemoryTurnJournal(ConversationStore conversations) {
        this.conversations = conversations;
    }

    @Override
    public TurnOpening open(TurnStart start) {
        TurnOpening opening = locked("open a turn", () -> opened(start));
        if (opening instanceof TurnOpening.Opened) {
            hint();
        }
        return opening;
    }

    @Override
    public Optional<TurnOpening.Repeated> opened(Principal owner, String requestKey) {
        return locked(
                "look for a request",
                () ->
                        Optional.ofNullable(requests.get(new RequestKey(owner.key(), requestKey)))
                                .flatMap(this::known)
                                .map(
                                        turn ->
                                                new TurnOpening.Repeated(
                                                        turn.id(), turn.conversation())));
    }

    @Override
    public Set<TurnId> append(List<TurnAppend> appends) {
        Set<TurnId> refusing = locked("append", () -> appended(appends));
        hint();
        return refusing;
    }

    @Override
    public List<JournalEntry> read(Map<TurnId, Integer> after) {
        return locked(
                "read",
                () ->
                        after.entrySet().stream()
                                .flatMap(
                                        wanted ->
                                                known(wanted.getKey()).stream()
                                                        .flatMap(
                                                                turn ->
                                                                        turn.behind(
                                                                                wanted.getValue())))
                                .toList());
    }

    @Override
    public Optional<TurnId> running(Principal owner, ConversationId conversation) {
        return locked("read", () -> runningTurn(owner, conversation).map(JournaledTurn::id));
    }

    @Override
    public boolean holds(Principal owner, ConversationId conversation, TurnId turn) {
        return locked(
                "read",
                () ->
                        known(turn)
                                .filter(it -> it.conversation().equals(conversation))
                                .filter(it -> owns(owner, it))
                                .filter(JournaledTurn::eventsKept)
                                .isPresent());
    }

    @Override
    public boolean requestStop(Principal owner, ConversationId conversation) {
        boolean requested =
                locked(
                        "stop a turn",
                        () -> {
                            Optional<JournaledTurn> turn = runningTurn(owner, conversation);
                            turn.ifPresent(JournaledTurn::requestStop);
                            return turn.isPresent();
                        });
        if (requested) {
            hint();
        }
        return requested;
    }

    @Override
    public int requestStop(Principal owner) {
        int requested =
                locked(
                        "stop turns",
                        () -> {
                            List<JournaledTurn> running =
                                    List.copyOf(runningTurns.values()).stream()
                                            .flatMap(id -> known(id).stream())
                                            .filter(turn -> owns(owner, turn))
                                            .toList();
                            running.forEach(JournaledTurn::requestStop);
                            return running.size();
                        });
        if (requested > 0) {
            hint();
        }
        return requested;
    }

    @Override
    public Set<TurnId> stopping(ReplicaId replica, Collection<TurnId> asked) {
        return locked(
                "read",
                () -> {
                    Set<TurnId> stopping = new LinkedHashSet<>(asked);
                    stopping.removeIf(
                            id -> known(id).filter(turn -> !turn.stopping(replica)).isPresent());
                    return stopping;
                });
    }

    @Override
    public boolean ask(TurnId turn, long fence, ElicitationId id, Elicitation elicitation) {
        return locked(
                "ask",
                () -> {
                    Optional<JournaledTurn> asking = known(turn).filter(it -> it.isAt(fence));
                    asking.ifPresent(
                            it ->
                                    questions.putIfAbsent(
                                            id, new Question(turn, fence, elicitation)));
                    return asking.isPresent();
                });
    }

    @Override
    public Optional<Elicitation> asked(Principal owner, ElicitationId id) {
        return locked("read", () -> question(owner, id).map(it -> it.elicitation));
    }

    @Override
    public AnswerReceipt answer(Principal owner, ElicitationId id, ElicitationAnswer answer) {
        AnswerReceipt receipt =
                locked(
                        "answer",
                        () -> {
                            Optional<Question> found = question(owner, id);
                            if (found.isEmpty()) {
                                return AnswerReceipt.UNKNOWN;
                            }
                            Question question = found.get();
                            boolean open =
                                    !question.answered
                                            && known(question.turn)
                                                    .filter(it -> it.isAt(question.fence))
                                                    .isPresent();
                            if (!open) {
                                return AnswerReceipt.TOO_LATE;
                            }
                            question.answered = true;
                            question.answer = answer;
                            return AnswerReceipt.TAKEN;
                        });
        if (receipt == AnswerReceipt.TAKEN) {
            hint();
        }
        return receipt;
    }

    @Override
    public Map<ElicitationId, ElicitationAnswer> answers(Collection<ElicitationId> ids) {
        return locked(
                "read",
                () -> {
                    Map<ElicitationId, ElicitationAnswer> answers = new HashMap<>();
                    for (ElicitationId id : ids) {
                        Question question = questions.get(id);
                        if (question != null && question.answer != null) {
                            answers.put(id, question.answer);
                        }
                    }
                    return answers;
                });
    }

    @Override
    public Optional<ElicitationAnswer> endElicitation(ElicitationId id) {
        return locked(
                "end a question",
                () -> {
                    Question question = questions.get(id);
                    if (question == null) {
                        return Optional.empty();
                    }
                    Optional<ElicitationAnswer> answer = Optional.ofNullable(question.answer);
                    question.answered = true;
                    question.answer = null;
                    return answer;
                });
    }

    @Override
    public List<TakenTurn> renew(ReplicaId replica, Duration lease, Collection<TurnId> held) {
        return locked(
                "renew a lease",
                () -> {
                    long now = System.nanoTime();
                    leases.values().removeIf(end -> end - now <= 0);
                    leases.put(replica, now + lease.toNanos());
                    Set<TurnId> own = new HashSet<>(held);
                    return List.copyOf(turns.values()).stream()
                            .filter(turn -> turn.running() && known(turn.id()).isPresent())
                            .filter(
                                    turn ->
                                            turn.replica().equals(replica)
                                                    ? !own.contains(turn.id())
                                                    : !leases.containsKey(turn.replica()))
                            .limit(TAKEN_MAX)
                            .map(turn -> turn.take(replica))
                            .toList();
                });
    }

    @Override
    public void leave(ReplicaId replica) {
        locked("end a lease", () -> Optional.ofNullable(leases.remove(replica)));
    }

    @Override
    public UsageReport usage(Principal owner) {
        return locked("read usage", () -> usage.report(owner));
    }

    @Override
    public UsageSum usage(Principal owner, ConversationId conversation) {
        return locked("read usage", () -> usage.of(owner, conversation));
    }

    @Override
    public void forget(Duration eventsKept, Duration turnsKept) {
        locked(
                "forget turns",
                () -> {
                    for (JournaledTurn turn : List.copyOf(turns.values())) {
                        if (turn.endedBefore(turnsKept)) {
                            remove(turn);
                        } else if (turn.endedBefore(eventsKept)) {
                            turn.dropEvents();
                        }
                    }
                    return turns.size();
                });
    }

    @Override
    public Subscription subscribe(Runnable hint) {
        Hint subscribed = new Hint(hint);
        hints.add(subscribed);
        return () -> hints.remove(subscribed);
    }

    private TurnOpening opened(TurnStart start) {
        RequestKey key = new RequestKey(start.owner().key(), start.requestKey());
        Optional<TurnOpening.Repeated> before = opened(start.owner(), start.requestKey());
        if (before.isPresent()) {
            return before.get();
        }
        requireNew(start);
        TurnOpening opening = edited(start);
        if (opening instanceof TurnOpening.Opened) {
            JournaledTurn turn = new JournaledTurn(start);
            turns.put(turn.id(), turn);
            usage.open(start);
            runningTurns.put(turn.conversation(), turn.id());
            if (!start.requestKey().isEmpty()) {
                requests.put(key, turn.id());
            }
        }
        return opening;
    }

    /** A turn that runs in this conversation is no offence: the caller repeats itself. */
    private void requireNew(TurnStart start) {
        boolean taken =
                known(start.turn())
                        .filter(
                                turn ->
                                        !turn.running()
                                                || !turn.conversation()
                                                        .equals(start.conversation()))
                        .isPresent();
        if (taken) {
            throw new IllegalArgumentException("turn id taken: " + start.turn());
        }
    }

    /** Makes the turn's change to its conversation, if nothing is in the way of the turn. */
    private TurnOpening edited(TurnStart start) {
        return switch (start.edit()) {
            case ConversationEdit.Create create -> created(create.conversation());
            case ConversationEdit.Append append ->
                    edited(
                            start,
                            append.last(),
                            found ->
                                    append.messages().isEmpty()
                                            || conversations.append(
                                                    found.owner(), found.id(), append.messages()));
            case ConversationEdit.Truncate truncate ->
                    edited(
                            start,
                            truncate.last(),
                            found ->
                                    conversations.deleteFrom(
                                            found.owner(), found.id(), truncate.first()));
            case ConversationEdit.Replace replace ->
                    edited(start, replace.last(), found -> replaced(found, replace));
        };
    }

    private boolean replaced(Conversation found, ConversationEdit.Replace replace) {
        return conversations.deleteFrom(found.owner(), found.id(), replace.first())
                && (replace.messages().isEmpty()
                        || conversations.append(found.owner(), found.id(), replace.messages()))
                && conversations.create(replace.earlier());
    }

    private TurnOpening created(Conversation conversation) {
        if (!conversations.create(conversation)) {
            return new TurnOpening.NotFound();
        }
        // The id was another conversation's, which was deleted, and its turns with it.
        List.copyOf(turns.values()).stream()
                .filter(turn -> turn.conversation().equals(conversation.id()))
                .forEach(this::remove);
        return new TurnOpening.Opened();
    }

    private TurnOpening edited(TurnStart start, MessageId last, Edit edit) {
        Optional<Conversation> found = conversations.find(start.owner(), start.conversation());
        if (found.isEmpty()) {
            return new TurnOpening.NotFound();
        }
        if (runningTurn(start.owner(), start.conversation()).isPresent()) {
            return new TurnOpening.Busy();
        }
        List<Message> messages = found.get().messages();
        boolean current = !messages.isEmpty() && messages.getLast().id().equals(last);
        return current && edit.apply(found.get())
                ? new TurnOpening.Opened()
                : new TurnOpening.Outdated();
    }

    private Set<TurnId> appended(List<TurnAppend> appends) {
        Set<TurnId> refusing = new LinkedHashSet<>();
        Map<JournaledTurn, TurnAppend> missing = new LinkedHashMap<>();
        for (TurnAppend append : appends) {
            Optional<JournaledTurn> turn = known(append.turn()).filter(it -> it.accepts(append));
            if (turn.isEmpty()) {
                refusing.add(append.turn());
            } else if (append.first() > turn.get().last() + 1) {
                throw new IllegalArgumentException(
                        "turn "
                                + append.turn()
                                + " ends at event "
                                + turn.get().last()
                                + ", not before "
                                + append.first());
            } else if (append.last() > turn.get().last()) {
                missing.put(turn.get(), append.behind(turn.get().last()));
            }
        }
        missing.forEach(this::append);
        return refusing;
    }

    private void append(JournaledTurn turn, TurnAppend append) {
        if (!append.messages().isEmpty()) {
            Set<MessageId> there = new HashSet<>();
            conversations
                    .find(turn.owner(), turn.conversation())
                    .ifPresent(it -> it.messages().forEach(message -> there.add(message.id())));
            List<Message> missing =
                    append.messages().stream()
                            .filter(message -> !there.contains(message.id()))
                            .toList();
            if (!missing.isEmpty()) {
                conversations.append(turn.owner(), turn.conversation(), missing);
            }
        }
        turn.add(append);
        usage.add(append);
        if (append.ends()) {
            runningTurns.remove(turn.conversation(), turn.id());
        }
    }

    private Optional<JournaledTurn> runningTurn(Principal owner, ConversationId conversation) {
        return Optional.ofNullable(runningTurns.get(conversation))
                .flatMap(this::known)
                .filter(turn -> owns(owner, turn));
    }

    /** The turn, unless its conversation is gone. */
    private Optional<JournaledTurn> known(TurnId id) {
        JournaledTurn turn = turns.get(id);
        if (turn == null) {
            return Optional.empty();
        }
        if (conversations.find(turn.owner(), turn.conversation()).isEmpty()) {
            remove(turn);
            return Optional.empty();
        }
        return Optional.of(turn);
    }

    private Optional<Question> question(Principal owner, ElicitationId id) {
        return Optional.ofNullable(questions.get(id))
                .filter(it -> known(it.turn).filter(turn -> owns(owner, turn)).isPresent());
    }

    private void remove(JournaledTurn turn) {
        questions.values().removeIf(question -> question.turn.equals(turn.id()));
        turns.remove(turn.id());
        runningTurns.remove(turn.conversation(), turn.id());
        requests.remove(new RequestKey(turn.owner().key(), turn.requestKey()), turn.id());
    }

    private static boolean owns(Principal owner, JournaledTurn turn) {
        return turn.owner().key().equals(owner.key());
    }

    private <T> T locked(String what, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } catch (ConversationStoreException e) {
            throw new TurnJournalException("cannot " + what, e);
        } finally {
            lock.unlock();
        }
    }

    /** Outside the lock, as those who are told ask the journal at once. */
    private void hint() {
        hints.forEach(it -> it.callback().run());
    }

    /** What a turn has asked; the journal's lock guards it. */
    private static final class Question {

        private final TurnId turn;
        private final long fence;
        private final Elicitation elicitation;
        private boolean answered;
        private @Nullable ElicitationAnswer answer;

        Question(TurnId turn, long fence, Elicitation elicitation) {
            this.turn = turn;
            this.fence = fence;
            this.elicitation = elicitation;
        }
    }

    @FunctionalInterface
    private interface Edit {
        boolean apply(Conversation conversation);
    }

    /** One subscription, a different one each time; not a record, which equals its likes. */
    private static final class Hint {

        private final Runnable callback;

        Hint(Runnable callback) {
            this.callback = callback;
        }

        Runnable callback() {
            return callback;
        }
    }
}
