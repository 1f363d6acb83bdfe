package dev.parley.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolStatus;
import dev.parley.model.ModelRequest;
import dev.parley.tool.Tool;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the demo model knows when it answers: the tools, what the user said, and what the tools said
 * since then and before.
 *
 * @param text what the user wants
 * @param files what they added to it
 * @param said the beginning of an answer that is to be continued; empty when there is none
 * @param results what became of the calls made for it, in order
 * @param earlier results from before the user said it
 * @param issueBefore the issue last named before, by the user or in a call; empty for none
 */
record Situation(
        List<Tool> tools,
        String text,
        List<AttachedFile> files,
        String said,
        boolean firstAnswer,
        List<Part.ToolResult> results,
        List<Part.ToolResult> earlier,
        String issueBefore) {

    private static final Pattern ISSUE_ID = Pattern.compile("(?i)\\b[a-z][a-z0-9]*-\\d+\\b");

    /** Words that mean: what I said before. */
    private static final Pattern AGAIN =
            Pattern.compile("(?i)\\s*(please )?(continue|go on|again|retry|try again)\\W*");

    static Situation of(ModelRequest request) {
        List<Message> messages = request.messages();
        String said = "";
        if (messages.getLast().text().equals(ModelRequest.CONTINUE)) {
            messages = messages.subList(0, messages.size() - 1);
            said = lastSaid(messages);
        }
        int asked = lastFromUser(messages, messages.size());
        String text = asked < 0 ? "" : messages.get(asked).text();
        int before = asked;
        while (AGAIN.matcher(text).matches() && before >= 0) {
            before = lastFromUser(messages, before);
            text = before < 0 ? "" : messages.get(before).text();
        }
        return new Situation(
                request.tools(),
                text,
                before < 0 ? List.of() : files(messages.get(before), request),
                said,
                messages.stream()
                        .filter(message -> message.role() == Role.ASSISTANT)
                        .noneMatch(message -> message.text().contains(DemoChatModel.CONFESSION)),
                results(messages.subList(asked + 1, messages.size())),
                results(messages.subList(0, asked + 1)),
                lastIssue(messages.subList(0, Math.max(asked, 0))));
    }

    boolean says(Pattern words) {
        return words.matcher(text).find();
    }

    /** The issue the user names, in capitals. */
    Optional<String> issueId() {
        return firstIssue(text);
    }

    /** The tool its server calls {@code remoteName}, whichever server that is. */
    Optional<Tool> tool(String remoteName) {
        return tools.stream().filter(tool -> tool.remoteName().equals(remoteName)).findFirst();
    }

    /** The answer of a tool, if it was called for what the user wants now. */
    Optional<JsonNode> answerOf(Tool tool) {
        return answersOf(tool).stream().findFirst();
    }

    List<JsonNode> answersOf(Tool tool) {
        return results.stream().filter(it -> it.tool().equals(tool.name())).map(Json::of).toList();
    }

    /** The latest answer of a tool in the whole conversation; missing when there is none. */
    JsonNode latestAnswerOf(Tool tool) {
        return earlier.reversed().stream()
                .filter(it -> it.tool().equals(tool.name()) && it.status() == ToolStatus.OK)
                .map(Json::of)
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static List<AttachedFile> files(Message message, ModelRequest request) {
        return message.attachments()
                .map(file -> AttachedFile.of(file, request.files().get(file.id())))
                .toList();
    }

    /** Without the line that the first answer begins with, which no rule says. */
    private static String lastSaid(List<Message> messages) {
        return messages.reversed().stream()
                .takeWhile(message -> message.role() == Role.ASSISTANT)
                .map(Message::text)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(text -> text.replace(DemoChatModel.CONFESSION + "\n\n", ""))
                .orElse("");
    }

    private static int lastFromUser(List<Message> messages, int before) {
        int at = before - 1;
        while (at >= 0 && messages.get(at).role() != Role.USER) {
            at--;
        }
        return at;
    }

    private static String lastIssue(List<Message> messages) {
        return messages.reversed().stream()
                .map(Situation::issueIn)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("");
    }

    private static Optional<String> issueIn(Message message) {
        return switch (message.role()) {
            case USER -> firstIssue(message.text());
            case ASSISTANT ->
                    message.toolCalls()
                            .map(call -> Json.parse(call.argumentsJson()).path("issue_id").asText())
                            .filter(id -> !id.isEmpty())
                            .findFirst();
            case TOOL -> Optional.empty();
        };
    }

    private static Optional<String> firstIssue(String said) {
        return ISSUE_ID.matcher(said)
                .results()
                .map(MatchResult::group)
                .map(id -> id.toUpperCase(Locale.ROOT))
                .findFirst();
    }

    private static List<Part.ToolResult> results(List<Message> messages) {
        return messages.stream().flatMap(Message::toolResults).toList();
    }
}
