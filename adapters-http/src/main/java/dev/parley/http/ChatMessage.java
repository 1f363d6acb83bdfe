package dev.parley.http;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonParser;
import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.ConversationId;
import dev.parley.tool.Approval;
import dev.parley.turn.UserInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The last message of a chat request, as far as it counts. Built by one thread while reading. */
final class ChatMessage {

    private String id = "";
    private String role = "";
    private final List<String> texts = new ArrayList<>();
    private final List<AttachmentId> attachments = new ArrayList<>();
    private final List<Approval> approvals = new ArrayList<>();
    private Optional<PromptCall> prompt = Optional.empty();

    private ChatMessage() {}

    /** Reads the message that is the given slice of a body. */
    static ChatMessage read(byte[] body, int offset, int length) {
        ChatMessage message = new ChatMessage();
        JsonInput.body(body, offset, length, message::member);
        return message;
    }

    /**
     * What the message asks for.
     *
     * @param replaced the message in whose place it comes, empty for none; answers have that, too,
     *     of the message that asked
     * @param always the calls whose tools it allows not only once
     */
    ChatRequest toRequest(ConversationId conversation, String replaced, Set<String> always) {
        return switch (role) {
            case "user" ->
                    replaced.isEmpty()
                            ? new ChatRequest.Send(conversation, input())
                            : new ChatRequest.Edit(
                                    conversation, PathIds.message(replaced), input());
            case "assistant" -> decision(conversation, always);
            default -> throw Problem.invalidBody("The last message's role must be user.");
        };
    }

    private UserInput input() {
        if (prompt.isPresent()) {
            PromptCall call = prompt.orElseThrow();
            return new UserInput.Prompt(id, call.server(), call.prompt(), call.arguments());
        }
        String text = String.join("\n\n", texts);
        if (text.isBlank() && attachments.isEmpty()) {
            throw Problem.invalidBody("The message is empty.");
        }
        return new UserInput.Text(id, text, attachments);
    }

    private ChatRequest decision(ConversationId conversation, Set<String> always) {
        if (approvals.isEmpty()) {
            throw Problem.invalidBody("The last message neither asks nor answers an approval.");
        }
        Set<String> approved =
                approvals.stream()
                        .filter(Approval::approved)
                        .map(Approval::callId)
                        .collect(toSet());
        if (!approved.containsAll(always)) {
            throw Problem.invalidBody("always may name only calls that the message approves.");
        }
        return new ChatRequest.Decide(
                conversation,
                approvals.stream()
                        .map(
                                it ->
                                        new Approval(
                                                it.callId(),
                                                it.approved(),
                                                it.reason(),
                                                always.contains(it.callId())))
                        .toList());
    }

    private void member(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "id" -> id = JsonInput.string("message id", parser);
            case "role" -> role = JsonInput.string("role", parser);
            case "parts" -> JsonInput.array("parts", parser, it -> add(PartBody.read(it)));
            default -> {
                // Metadata and the like are the client's own.
            }
        }
    }

    private void add(PartBody part) {
        switch (part.type) {
            case "text" -> texts.add(part.text);
            case "file" -> attachments.add(attachment(part));
            case "data-prompt" -> prompt = Optional.of(part.prompt);
            case "dynamic-tool" -> {
                if (part.state.equals("approval-responded")) {
                    approvals.add(new Approval(part.callId(), part.isApproved(), part.reason));
                }
            }
            default -> {
                // Parts that only show something, such as notices.
            }
        }
    }

    /** Its name and media type are those it was uploaded with, whatever the part says. */
    private static AttachmentId attachment(PartBody part) {
        return AttachmentRoutes.at(part.url)
                .orElseThrow(
                        () ->
                                new Problem(
                                        ProblemCode.INVALID_ATTACHMENT,
                                        "A file's url must be that of a file uploaded here, like "
                                                + AttachmentRoutes.PATH
                                                + "/abc."));
    }
}
