package dev.parley.turn;

import dev.parley.conversation.Beginning;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Role;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes conversations out of others: a branch, which goes on from some message, and the earlier
 * version of one that is being changed. Messages keep their ids, which are unique in their
 * conversation only. Safe for use by many threads.
 */
final class Branches {

    private static final String BRANCH = " (branch)";
    private static final String EARLIER = " (earlier version)";

    private final TurnEnvironment environment;

    Branches(TurnEnvironment environment) {
        this.environment = environment;
    }

    /**
     * The conversation {@code id} with the first {@code count} messages of this one. Calls that are
     * open there are closed here, so that no call is approved twice.
     */
    Conversation branch(Conversation conversation, int count, ConversationId id) {
        Instant now = environment.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        List<Message> messages = new ArrayList<>(conversation.messages().subList(0, count));
        Conversation branch = copy(conversation, id, BRANCH, messages, now, now);
        List<ToolCall> open = branch.openCalls();
        if (open.isEmpty()) {
            return branch;
        }
        boolean waiting = branch.awaitsApproval();
        List<Part> closed =
                open.stream()
                        .<Part>map(it -> waiting ? Refusal.notBranched(it) : Refusal.mayHaveRun(it))
                        .toList();
        messages.add(new Message(newMessageId(), Role.TOOL, closed, now));
        return copy(conversation, id, BRANCH, messages, now, now);
    }

    /** All that there is, as a conversation of its own that was last used when this one was. */
    Conversation earlier(Conversation conversation) {
        return copy(
                conversation,
                new ConversationId(environment.ids().get()),
                EARLIER,
                conversation.messages(),
                conversation.createdAt(),
                conversation.updatedAt());
    }

    /**
     * How many messages there are up to and including {@code last}; of an answer always all.
     *
     * @throws MessageNotFound when it is not one of the conversation's
     */
    static int upTo(Conversation conversation, MessageId last) {
        List<Message> messages = conversation.messages();
        int index = 0;
        while (index < messages.size() && !messages.get(index).id().equals(last)) {
            index++;
        }
        if (index == messages.size()) {
            throw new MessageNotFound(last);
        }
        int end = index + 1;
        if (messages.get(index).role() != Role.USER) {
            while (end < messages.size() && messages.get(end).role() != Role.USER) {
                end++;
            }
        }
        return end;
    }

    private Conversation copy(
            Conversation of,
            ConversationId id,
            String suffix,
            List<Message> messages,
            Instant createdAt,
            Instant updatedAt) {
        return new Conversation(
                id, of.owner(), title(of.title(), suffix), messages, createdAt, updatedAt);
    }

    private MessageId newMessageId() {
        return new MessageId(environment.ids().get());
    }

    /** The title with the suffix, which it has only once however often it is derived. */
    private static String title(String title, String suffix) {
        String base = title;
        for (String before : List.of(BRANCH, EARLIER)) {
            base =
                    base.endsWith(before)
                            ? base.substring(0, base.length() - before.length())
                            : base;
        }
        int lengthMax = Conversation.TITLE_LENGTH_MAX - suffix.length();
        if (base.length() > lengthMax) {
            base = Beginning.of(base, lengthMax - 1).strip() + "…";
        }
        return base + suffix;
    }
}
