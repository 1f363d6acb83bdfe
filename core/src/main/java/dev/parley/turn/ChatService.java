package dev.parley.turn;

import dev.parley.conversation.AttachmentRefused;
import dev.parley.conversation.Attachments;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStoreException;
import dev.parley.conversation.MessageId;
import dev.parley.prompt.PromptNotFound;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.StandingApproval;
import dev.parley.tool.StandingApprovalStoreException;
import dev.parley.tool.ToolServerException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The way in: starts turns, finds running ones and stops them. HTTP, the terminal and users of the
 * library all call this class. Safe for use by many threads.
 *
 * <p>Methods that start a turn block until the user's part of it is durable, then return the turn's
 * log while the turn runs on a virtual thread of its own. A conversation has at most one turn at a
 * time, over all replicas that share a {@link TurnJournal}. A turn whose replica dies is taken over
 * by another one, or by the next process on the same database.
 *
 * <p>A turn runs as the principal who asked for it, in the workspace of that request, also after it
 * was taken over. A conversation has none: its next turn may be in another.
 *
 * <p>A {@code requestKey} is chosen by the caller and makes a request safe to be repeated: the
 * second time, the log of the turn that the first one started is returned. Empty for none.
 *
 * <p>{@link ConversationStoreException} and {@link TurnJournalException} from any method mean that
 * the database cannot answer. Whether the request took effect is only known by repeating it with
 * the same key.
 */
public final class ChatService implements AutoCloseable {

    private final TurnEnvironment environment;
    private final UserMessages userMessages;
    private final Branches branches;
    private final Forks forks;
    private final Turns turns;
    private final Mirrors mirrors;
    private final TurnWatch watch;
    private final ModelChoice choice;

    /**
     * A service that takes up, in the background, the turns of replicas that are gone.
     *
     * @throws TurnJournalException when the journal cannot answer
     */
    public ChatService(TurnEnvironment environment, PromptService prompts) {
        this(environment, prompts, SavingPace.DEFAULT);
    }

    ChatService(TurnEnvironment environment, PromptService prompts, SavingPace pace) {
        this.environment = environment;
        this.userMessages = new UserMessages(environment, prompts);
        this.branches = new Branches(environment);
        this.forks = new Forks(environment, branches, this::isRunning);
        this.turns = new Turns(environment, pace);
        this.mirrors = new Mirrors(environment.journal());
        this.watch = watching(environment);
        this.choice = new ModelChoice(environment.model(), "");
    }

    private ChatService(ChatService shared, ModelChoice choice) {
        this.environment = shared.environment;
        this.userMessages = shared.userMessages;
        this.branches = shared.branches;
        this.forks = shared.forks;
        this.turns = shared.turns;
        this.mirrors = shared.mirrors;
        this.watch = shared.watch;
        this.choice = choice;
    }

    /**
     * This same service, but that {@code model} answers the turns it starts: one of {@link
     * dev.parley.model.ChatModel#models}. Empty leaves it to the conversation: what answered last
     * in it goes on, and the first model begins. Closing one of them closes both.
     *
     * @throws UnknownModel when there is no such model
     */
    public ChatService answeredBy(String model) {
        return new ChatService(this, new ModelChoice(environment.model(), model));
    }

    /** The models to choose from, the default first; empty when there is one without a name. */
    public List<String> models() {
        return environment.model().models();
    }

    /** The files that users attach. */
    public Attachments attachments() {
        return environment.attachments();
    }

    /**
     * Adds the user's input to a conversation, which is made if there is none yet, and answers it.
     * Tool calls that waited for an approval are thereby not run.
     *
     * @throws ConversationNotFound when the id belongs to someone else
     * @throws ConversationBusy when a turn of the conversation is running
     * @throws PromptNotFound when the input is a prompt that does not exist
     * @throws IllegalArgumentException when the input is a prompt that lacks an argument, or has
     *     one that its server does not take
     * @throws AttachmentRefused when the input names files that the principal does not have, or too
     *     many
     * @throws ToolServerException when the prompt's server cannot be reached or refuses
     * @throws AnsweredBefore when the key's turn is over and its events are gone
     * @throws RequestKeyReused when the key was used for another conversation
     * @throws ServiceStopping when this service is closing
     */
    public TurnLog send(
            Principal principal, ConversationId id, UserInput input, String requestKey) {
        return start(
                principal,
                id,
                requestKey,
                List.of(),
                () -> userMessages.draft(principal, id, input));
    }

    /** {@link #send(Principal, ConversationId, UserInput, String)} without a key. */
    public TurnLog send(Principal principal, ConversationId id, UserInput input) {
        return send(principal, id, input, "");
    }

    /**
     * Puts the user's input in the place of one of their messages and all that follows it, and
     * answers it. What was there is kept whole, as another conversation of theirs.
     *
     * @param replaced the message to go; with a prompt's, the first of those it was rendered to
     * @throws MessageNotFound when the conversation has no such message of the user's
     * @throws ConversationNotFound when the principal has no such conversation
     * @throws ConversationBusy when a turn of the conversation is running
     * @throws PromptNotFound as with {@link #send}; so are {@link IllegalArgumentException}, {@link
     *     ToolServerException}, {@link AnsweredBefore}, {@link RequestKeyReused} and {@link
     *     ServiceStopping}
     */
    public TurnLog edit(
            Principal principal,
            ConversationId id,
            MessageId replaced,
            UserInput input,
            String requestKey) {
        return start(
                principal,
                id,
                requestKey,
                List.of(),
                () ->
                        userMessages.replacement(
                                principal, find(principal, id), replaced, input, branches));
    }

    /**
     * Answers the last user message again, in place of the answer it has. If that said anything, it
     * is kept with all before it, as another conversation of the principal's.
     *
     * @throws ConversationNotFound when the principal has no such conversation with a user message
     * @throws ConversationBusy when a turn of the conversation is running
     * @throws AnsweredBefore as with {@link #send}; so are {@link RequestKeyReused} and {@link
     *     ServiceStopping}
     */
    public TurnLog regenerate(Principal principal, ConversationId id, String requestKey) {
        return start(
                principal,
                id,
                requestKey,
                List.of(),
                () -> {
                    Conversation conversation = find(principal, id);
                    if (conversation.lastUserMessage() < 0) {
                        throw new ConversationNotFound(id);
                    }
                    return TurnDraft.withoutAnswer(conversation, branches);
                });
    }

    /**
     * Continues a conversation whose last turn asked for approvals, with the user's answers: what
     * was approved is run, what not is told to the model. What is approved for always is kept as
     * the principal's {@link StandingApproval}, for the calls to come; what they are asked about
     * already still waits for its answer.
     *
     * <p>The calls run where the principal works now, as this request alone was checked for it. If
     * the tool is another one there than where they were asked, it is not run.
     *
     * @param approvals one for each open call that needs one
     * @throws ApprovalRefused when they do not fit the open calls, as when another tab was quicker
     * @throws ConversationNotFound when the principal has no such conversation
     * @throws ConversationBusy when a turn of the conversation is running
     * @throws AnsweredBefore as with {@link #send}; so are {@link RequestKeyReused} and {@link
     *     ServiceStopping}
     */
    public TurnLog decide(
            Principal principal, ConversationId id, List<Approval> approvals, String requestKey) {
        List<Approval> answers = List.copyOf(approvals);
        return start(
                principal,
                id,
                requestKey,
                answers,
                () -> {
                    Conversation conversation = find(principal, id);
                    ApprovalFit.check(conversation, answers);
                    return TurnDraft.append(conversation, List.of());
                });
    }

    /**
     * Goes on with an answer that was interrupted, stopped or failed, behind what it said.
     *
     * @throws ApprovalRefused when the conversation waits for approvals
     * @throws ConversationNotFound when the principal has no such conversation
     * @throws ConversationBusy when a turn of the conversation is running
     * @throws AnsweredBefore as with {@link #send}; so are {@link RequestKeyReused} and {@link
     *     ServiceStopping}
     */
    public TurnLog continueAnswer(Principal principal, ConversationId id, String requestKey) {
        return start(
                principal,
                id,
                requestKey,
                List.of(),
                () -> {
                    Conversation conversation = find(principal, id);
                    if (conversation.awaitsApproval()) {
                        throw new ApprovalRefused("answer the open tool calls first");
                    }
                    return TurnDraft.append(conversation, List.of());
                });
    }

    /** The log of the turn that is running in the principal's conversation, at any replica. */
    public Optional<TurnLog> running(Principal principal, ConversationId id) {
        return turns.log(principal, id)
                .or(
                        () ->
                                environment
                                        .journal()
                                        .running(principal, id)
                                        .flatMap(turn -> mirror(principal, id, turn)));
    }

    /**
     * The log of one turn of the principal's conversation: running, or ended not long ago.
     *
     * @return empty when there is no such turn, or its events are gone
     */
    public Optional<TurnLog> turn(Principal principal, ConversationId id, TurnId turn) {
        return turns.log(principal, id)
                .filter(log -> log.turn().equals(turn))
                .or(() -> mirror(principal, id, turn));
    }

    /**
     * Stops the running turn, at whichever replica. Returns at once; the turn saves what it has,
     * and its log ends within a few seconds.
     *
     * @return false when none was running
     */
    public boolean cancel(Principal principal, ConversationId id) {
        return turns.stop(principal, id) || environment.journal().requestStop(principal, id);
    }

    /**
     * Stops all running turns of the principal, at whichever replicas, as {@link #cancel} stops
     * one. It says nothing of turns that start later.
     *
     * @return how many were running
     */
    public int cancelAll(Principal principal) {
        turns.stop(principal);
        return environment.journal().requestStop(principal);
    }

    /**
     * Answers what a tool call of a running turn has asked, at whichever replica. Blocks until the
     * answer is durable; it reaches the call within a second.
     *
     * @throws AnswerMisfit when a form is accepted with values that do not fit it
     * @throws ElicitationNotFound when the principal was not asked this
     * @throws ElicitationOver when it was answered before, or the call is over
     */
    public void answer(Principal principal, ElicitationId id, ElicitationAnswer answer) {
        turns.elicitations().answer(principal, id, answer);
    }

    /**
     * Saves a new conversation with copies of the messages of this one. Of a turn that is running,
     * nothing is copied, nor the message it answers.
     *
     * @return the branch, as it was saved; by a repeated request, the one there is, as it is now
     * @throws ConversationNotFound when the principal has no such conversation
     * @throws ConversationBusy when there is nothing but what the running turn is at
     */
    public Conversation branch(Principal principal, ConversationId id, String requestKey) {
        return forks.branch(principal, id, requestKey);
    }

    /** {@link #branch(Principal, ConversationId, String)} without a key. */
    public Conversation branch(Principal principal, ConversationId id) {
        return branch(principal, id, "");
    }

    /**
     * The same with the messages up to {@code last} only: one of the user's, or an answer, which is
     * copied whole.
     *
     * @throws MessageNotFound when the conversation has no such message
     * @throws ConversationNotFound when the principal has no such conversation
     * @throws ConversationBusy when the running turn is at that message
     */
    public Conversation branch(
            Principal principal, ConversationId id, MessageId last, String requestKey) {
        return forks.branch(principal, id, last, requestKey);
    }

    /** {@link #branch(Principal, ConversationId, MessageId, String)} without a key. */
    public Conversation branch(Principal principal, ConversationId id, MessageId last) {
        return branch(principal, id, last, "");
    }

    /** What the principal's turns have used, also in conversations that are deleted by now. */
    public UsageReport usage(Principal principal) {
        return environment.journal().usage(principal);
    }

    /** What the turns of one conversation have used; nothing when the principal has no such one. */
    public UsageSum usage(Principal principal, ConversationId id) {
        return environment.journal().usage(principal, id);
    }

    /**
     * The tools whose calls the principal allows always, the newest approval first.
     *
     * @throws StandingApprovalStoreException when the database cannot answer
     */
    public List<StandingApproval> standingApprovals(Principal principal) {
        return environment.standingApprovals().list(principal);
    }

    /**
     * Takes a standing approval back: from now on the principal is asked again, at every replica.
     * Calls that run already go on.
     *
     * @return false when the principal has given no such approval
     * @throws StandingApprovalStoreException when the database cannot answer
     */
    public boolean revoke(Principal principal, String standingApproval) {
        return environment.standingApprovals().delete(principal, standingApproval);
    }

    /**
     * Deletes a conversation, and its files but for those that others name too; a turn that is
     * running in it is stopped.
     *
     * @return false when the principal has no such conversation
     */
    public boolean delete(Principal principal, ConversationId id) {
        cancel(principal, id);
        Optional<Conversation> found = environment.conversations().find(principal, id);
        boolean deleted = environment.conversations().delete(principal, id);
        if (deleted) {
            found.ifPresent(environment.attachments()::deleteWith);
        }
        return deleted;
    }

    /**
     * Interrupts all turns and waits until they have saved what they have, at most 3 s. Starts no
     * more. Leaves no thread behind, but for tool calls that do not react to interrupts.
     */
    @Override
    public void close() {
        turns.close();
        mirrors.close();
        watch.close();
    }

    private boolean isRunning(Principal principal, ConversationId id) {
        return turns.log(principal, id).isPresent()
                || environment.journal().running(principal, id).isPresent();
    }

    private TurnWatch watching(TurnEnvironment environment) {
        try {
            return new TurnWatch(environment, turns, mirrors);
        } catch (TurnJournalException e) {
            turns.close();
            throw e;
        }
    }

    private TurnLog start(
            Principal principal,
            ConversationId id,
            String requestKey,
            List<Approval> approvals,
            Supplier<TurnDraft> prepare) {
        TurnLog log =
                turns.start(
                        principal,
                        id,
                        requestKey,
                        approvals,
                        () -> prepare.get().answeredBy(choice),
                        repeated -> repeated(principal, id, repeated));
        watch.hint();
        return log;
    }

    private TurnLog repeated(Principal owner, ConversationId id, TurnOpening.Repeated repeated) {
        if (!repeated.conversation().equals(id)) {
            throw new RequestKeyReused();
        }
        return turn(owner, id, repeated.turn())
                .orElseThrow(() -> new AnsweredBefore(repeated.turn()));
    }

    private Optional<TurnLog> mirror(Principal principal, ConversationId id, TurnId turn) {
        Optional<TurnLog> log = mirrors.open(principal, id, turn);
        watch.hint();
        return log;
    }

    private Conversation find(Principal principal, ConversationId id) {
        return environment
                .conversations()
                .find(principal, id)
                .orElseThrow(() -> new ConversationNotFound(id));
    }
}
