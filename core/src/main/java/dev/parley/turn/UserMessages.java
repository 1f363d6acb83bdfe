package dev.parley.turn;

import dev.parley.conversation.Beginning;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes messages of what a user sends. */
final class UserMessages {

    private static final int TITLE_LENGTH_MAX = 60;

    private final TurnEnvironment environment;
    private final PromptService prompts;

    UserMessages(TurnEnvironment environment, PromptService prompts) {
        this.environment = environment;
        this.prompts = prompts;
    }

    /** The conversation with the input at its end, and what that changes. */
    TurnDraft draft(Principal principal, ConversationId id, UserInput input) {
        Instant now = environment.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<Conversation> found = environment.conversations().find(principal, id);
        List<Message> earlier = found.map(Conversation::messages).orElse(List.of());
        List<Message> added = new ArrayList<>();
        found.map(UserMessages::closed)
                .filter(closed -> !closed.isEmpty())
                .ifPresent(closed -> added.add(message("", earlier, Role.TOOL, closed, now)));
        added.addAll(messages(principal, input, earlier, now));
        return found.map(conversation -> TurnDraft.append(conversation, added))
                .orElseGet(
                        () ->
                                TurnDraft.create(
                                        new Conversation(
                                                id, principal, title(added), added, now, now)));
    }

    /**
     * The conversation with the input in the place of a message of the user's and all that follows.
     *
     * @throws MessageNotFound when it has no such message of the user's
     */
    TurnDraft replacement(
            Principal principal,
            Conversation conversation,
            MessageId replaced,
            UserInput input,
            Branches branches) {
        Instant now = environment.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        boolean found =
                conversation.messages().stream()
                        .anyMatch(it -> it.id().equals(replaced) && it.role() == Role.USER);
        if (!found) {
            throw new MessageNotFound(replaced);
        }
        List<Message> earlier = conversation.before(replaced).messages();
        List<Message> added = messages(principal, input, earlier, now);
        return TurnDraft.replace(conversation, replaced, added, branches);
    }

    /** A call nobody answered gets a result, so that the model never sees one without. */
    private static List<Part> closed(Conversation conversation) {
        boolean waiting = conversation.awaitsApproval();
        return conversation.openCalls().stream()
                .<Part>map(it -> waiting ? Refusal.notApproved(it) : Refusal.mayHaveRun(it))
                .toList();
    }

    private List<Message> messages(
            Principal principal, UserInput input, List<Message> earlier, Instant now) {
        return switch (input) {
            case UserInput.Text text -> {
                List<Part> parts =
                        new ArrayList<>(
                                environment.attachments().require(principal, text.attachments()));
                if (!text.text().isBlank()) {
                    parts.add(new Part.Text(text.text()));
                }
                yield List.of(message(text.messageId(), earlier, Role.USER, parts, now));
            }
            case UserInput.Prompt prompt -> rendered(principal, prompt, earlier, now);
        };
    }

    private List<Message> rendered(
            Principal principal, UserInput.Prompt use, List<Message> earlier, Instant now) {
        List<Message> messages = new ArrayList<>();
        String messageId = use.messageId();
        for (PromptMessage rendered :
                prompts.render(principal, use.server(), use.prompt(), use.arguments())) {
            List<Part> parts = new ArrayList<>();
            if (messages.isEmpty()) {
                parts.add(new Part.PromptUse(use.server(), use.prompt(), use.arguments()));
            }
            parts.add(new Part.Text(rendered.text()));
            messages.add(message(messageId, earlier, rendered.role(), parts, now));
            messageId = "";
        }
        return messages;
    }

    /** A message with the client's id for it, if that is legal and free, else with one of ours. */
    private Message message(
            String wantedId, List<Message> earlier, Role role, List<Part> parts, Instant now) {
        boolean usable =
                MessageId.legal(wantedId)
                        && earlier.stream().noneMatch(it -> it.id().value().equals(wantedId));
        MessageId id = new MessageId(usable ? wantedId : environment.ids().get());
        return new Message(id, role, parts, now);
    }

    /** The first line of the first text, cut at a word; without one, the first file's name. */
    private static String title(List<Message> messages) {
        Message first = messages.getFirst();
        String line =
                first.text()
                        .strip()
                        .lines()
                        .findFirst()
                        .or(() -> first.attachments().map(Part.Attachment::name).findFirst())
                        .orElse("");
        if (line.isEmpty()) {
            return "New conversation";
        }
        if (line.length() <= TITLE_LENGTH_MAX) {
            return line;
        }
        int space = line.lastIndexOf(' ', TITLE_LENGTH_MAX);
        int end = space > TITLE_LENGTH_MAX / 2 ? space : TITLE_LENGTH_MAX;
        return Beginning.of(line, end) + "…";
    }
}
