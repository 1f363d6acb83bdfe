package dev.parley.turn;

import dev.parley.conversation.AttachmentLimits;
import dev.parley.conversation.Attachments;
import dev.parley.conversation.ConversationStore;
import dev.parley.conversation.InMemoryAttachmentStore;
import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.model.ChatModel;
import dev.parley.tool.StandingApprovalStore;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.ToolServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * What turns use of the world around them; the same for all turns of a {@link ChatService}.
 *
 * @param servers in the order in which their tools are offered to the model
 * @param journal on the same database as {@code conversations}, so that both change together
 * @param lease how long a replica that says nothing keeps its turns; the same for all replicas
 * @param systemPrompt what the assistant is told first, before what it must know of the moment
 * @param ids makes the ids of turns, messages and calls; at least 128 random bits each
 * @param attachments the files that messages of {@code conversations} name
 */
public record TurnEnvironment(
        ChatModel model,
        List<? extends ToolServer> servers,
        ToolPolicy policy,
        StandingApprovalStore standingApprovals,
        ConversationStore conversations,
        TurnJournal journal,
        Duration lease,
        String systemPrompt,
        TurnLimits limits,
        InstantSource clock,
        Supplier<String> ids,
        Attachments attachments) {

    public TurnEnvironment {
        servers = List.copyOf(servers);
    }

    /** An environment in which nobody has attached a file. */
    public TurnEnvironment(
            ChatModel model,
            List<? extends ToolServer> servers,
            ToolPolicy policy,
            StandingApprovalStore standingApprovals,
            ConversationStore conversations,
            TurnJournal journal,
            Duration lease,
            String systemPrompt,
            TurnLimits limits,
            InstantSource clock,
            Supplier<String> ids) {
        this(
                model,
                servers,
                policy,
                standingApprovals,
                conversations,
                journal,
                lease,
                systemPrompt,
                limits,
                clock,
                ids,
                new Attachments(
                        new InMemoryAttachmentStore(new InMemoryConversationStore()),
                        AttachmentLimits.DEFAULT,
                        clock,
                        ids));
    }
}
