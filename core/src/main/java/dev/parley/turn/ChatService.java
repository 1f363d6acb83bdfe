package dev.parley.turn;

import static java.util.stream.Collectors.toSet;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.prompt.PromptNotFound;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import dev.parley.tool.ToolServerException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The way in: starts turns, finds running ones and stops them. HTTP, the terminal and users of the
 * library all call this class. Safe for use by many threads.
 *
 * <p>Methods that start a turn block until the user's part of it is durable, then return the turn's
 * log while the turn runs on a virtual thread of its own. A conversation has at most one turn at a
 * time. {@link ConversationStoreException} from any method means that nothing was written.
 */
public final class ChatService implements AutoCloseable {

    /** How long {@link #close} waits for turns to save what they have. */
    private static final Duration CLOSING_MAX = Duration.ofSeconds(3);

    private record Running(Principal owner, TurnLog log, Cancellation cancellation) {}

    private final TurnEnvironment environment;
    private final UserMessages userMessages;
    private final Map<ConversationId, Running> running = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer;
    private volatile boolean closing;

    public ChatService(TurnEnvironment environment, PromptService prompts) {
        this.environment = environment;
        this.userMessages = new UserMessages(environment, prompts);
        this.timer =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform().daemon().name("turn-timer").factory(),
                        // A turn that begins while we close is cancelled, and needs no limit.
                        new ThreadPoolExecutor.DiscardPolicy());
        this.timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Adds the user's input to a conversation, which is made if there is none yet, and answers it.
     * Tool calls that waited for an approval are thereby not run.
     *
     * @throws ConversationNotFound when the id belongs to someone else
     * @throws ConversationBusy when a turn of the conversation is running
     * @throws PromptNotFound when the input is a prompt that does not exist
     * @throws IllegalArgumentException when the input is a prompt that lacks an argument
     * @throws ToolServerException when the prompt's server cannot be reached or refuses
     * @throws ServiceStopping when this service is closing
     */
    public TurnLog send(Principal principal, ConversationId id, UserInput input) {
        return start(principal, id, () -> userMessages.save(principal, id, input), List.of());
    }

    /**
     * Answers the last user message again, in place of the answer it has.
     *
     * @throws ConversationNotFound when the principal has no such conversation with a user message
     * @throws ConversationBusy when a turn of the conversation is running
     * @throws ServiceStopping when this service is closing
     */
    public TurnLog regenerate(Principal principal, ConversationId id) {
        return start(principal, id, () -> withoutAnswer(find(principal, id)), List.of());
    }

    /**
     * Continues a conversation whose last turn asked for approvals, with the user's answers: what
     * was approved is run, what not is told to the model.
     *
     * @param approvals one for each open call that needs one
     * @throws ApprovalRefused when they do not fit the open calls, as when another tab was quicker
     * @throws ConversationNotFound when the principal has no such conversation
     * @throws ConversationBusy when a turn of the conversation is running
     * @throws ServiceStopping when this service is closing
     */
    public TurnLog decide(Principal principal, ConversationId id, List<Approval> approvals) {
        List<Approval> answers = List.copyOf(approvals);
        return start(
                principal,
                id,
                () -> {
                    Conversation conversation = find(principal, id);
                    checkFit(conversation, answers);
                    return conversation;
                },
                answers);
    }

    /** The log of the turn that is running in the principal's conversation, if one is. */
    public Optional<TurnLog> running(Principal principal, ConversationId id) {
        return runningOf(principal, id).map(Running::log);
    }

    /**
     * Stops the running turn. Returns at once; the turn saves what it has, and its log ends within
     * a few seconds.
     *
     * @return false when none was running
     */
    public boolean cancel(Principal principal, ConversationId id) {
        Optional<Running> found = runningOf(principal, id);
        found.ifPresent(it -> it.cancellation().cancel(new TurnOutcome.Stopped()));
        return found.isPresent();
    }

    /**
     * Deletes a conversation; a turn that is running in it is stopped.
     *
     * @return false when the principal has no such conversation
     */
    public boolean delete(Principal principal, ConversationId id) {
        cancel(principal, id);
        return environment.conversations().delete(principal, id);
    }

    /**
     * Interrupts all turns and waits until they have saved what they have, at most 3 s. Starts no
     * more. Leaves no thread behind, but for tool calls that do not react to interrupts.
     */
    @Override
    public void close() {
        closing = true;
        timer.shutdownNow();
        TurnOutcome stopping =
                new TurnOutcome.Interrupted(
                        "server_stopping", "The server was stopped before the answer was whole.");
        running.values().forEach(it -> it.cancellation().cancel(stopping));
        long end = System.nanoTime() + CLOSING_MAX.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /**
     * Starts a turn on what {@code prepare} gives. The conversation is claimed before it is read,
     * so that two callers cannot both find it as it was.
     */
    private TurnLog start(
            Principal principal,
            ConversationId id,
            Supplier<Conversation> prepare,
            List<Approval> approvals) {
        TurnLog log = new TurnLog(new TurnId(environment.ids().get()));
        Running mine = new Running(principal, log, new Cancellation());
        Running other = running.putIfAbsent(id, mine);
        if (other != null) {
            throw owns(principal, other) ? new ConversationBusy(id) : new ConversationNotFound(id);
        }
        try {
            // Asked after the claim: close() sets the flag, then cancels what is claimed.
            if (closing) {
                throw new ServiceStopping();
            }
            Conversation conversation = prepare.get();
            Turn turn = new Turn(environment, conversation, approvals, log, mine.cancellation());
            startThread(id, mine, turn);
        } catch (RuntimeException | Error e) {
            running.remove(id, mine);
            throw e;
        }
        return log;
    }

    private void startThread(ConversationId id, Running mine, Turn turn) {
        Thread thread =
                Thread.ofVirtual()
                        .name("turn-" + mine.log().turn())
                        .unstarted(() -> run(id, mine, turn));
        threads.add(thread);
        thread.start();
    }

    private void run(ConversationId id, Running mine, Turn turn) {
        ScheduledFuture<?> limit = limitTime(mine.cancellation());
        try {
            TurnEvent.Ended ended = turn.run();
            // Freed before the end is seen: who sees it may send the next message at once.
            running.remove(id, mine);
            mine.log().append(ended);
        } finally {
            limit.cancel(false);
            running.remove(id, mine);
            threads.remove(Thread.currentThread());
        }
    }

    private ScheduledFuture<?> limitTime(Cancellation cancellation) {
        Duration turnTimeMax = environment.limits().turnTimeMax();
        TurnOutcome tooLong =
                new TurnOutcome.Interrupted(
                        "turn_time_limit",
                        "Stopped after "
                                + turnTimeMax.toSeconds()
                                + " seconds, the limit of one turn.");
        return timer.schedule(
                () -> cancellation.cancel(tooLong), turnTimeMax.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Optional<Running> runningOf(Principal principal, ConversationId id) {
        return Optional.ofNullable(running.get(id)).filter(it -> owns(principal, it));
    }

    private static boolean owns(Principal principal, Running running) {
        return running.owner().key().equals(principal.key());
    }

    private Conversation find(Principal principal, ConversationId id) {
        return environment
                .conversations()
                .find(principal, id)
                .orElseThrow(() -> new ConversationNotFound(id));
    }

    private Conversation withoutAnswer(Conversation conversation) {
        int lastUser = conversation.lastUserMessage();
        if (lastUser < 0) {
            throw new ConversationNotFound(conversation.id());
        }
        if (conversation.answerId().isEmpty()) {
            return conversation;
        }
        environment
                .conversations()
                .deleteFrom(
                        conversation.owner(),
                        conversation.id(),
                        conversation.answerId().orElseThrow());
        return find(conversation.owner(), conversation.id());
    }

    private static void checkFit(Conversation conversation, List<Approval> approvals) {
        Set<String> asked =
                conversation.openCalls().stream()
                        .filter(ToolCall::needsApproval)
                        .map(ToolCall::callId)
                        .collect(toSet());
        Set<String> answered = approvals.stream().map(Approval::callId).collect(toSet());
        if (asked.isEmpty()) {
            throw new ApprovalRefused("no tool call of this conversation waits for approval");
        }
        if (!asked.equals(answered) || approvals.size() != answered.size()) {
            throw new ApprovalRefused(
                    "answer each of these calls once: " + String.join(", ", new TreeSet<>(asked)));
        }
    }
}
