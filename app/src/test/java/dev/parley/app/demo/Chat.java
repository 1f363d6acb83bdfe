package dev.parley.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import dev.parley.model.ChatModel;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolAnnotations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A conversation with the demo model, one step at a time; the test plays user and tools. */
final class Chat {

    /** One answer of the model, put together again from its events. */
    record Said(String reasoning, String text, List<Part.ToolCall> calls, ModelEvent.Finished end) {

        Part.ToolCall onlyCall() {
            assertThat(calls).as(text).hasSize(1);
            return calls.getFirst();
        }
    }

    private final ChatModel model = new DemoChatModel(Duration.ZERO);
    private final List<Message> history = new ArrayList<>();
    private final List<Tool> tools;
    private int outputTokensMax = 10_000;

    Chat(Tool... tools) {
        this(List.of(tools));
    }

    Chat(List<Tool> tools) {
        this.tools = tools;
    }

    static Tool tool(String server, String name, String schemaJson) {
        return Tool.of(server, name, "", "Does " + name + ".", schemaJson, ToolAnnotations.UNKNOWN);
    }

    Chat outputTokensMax(int max) {
        outputTokensMax = max;
        return this;
    }

    ModelRequest request(String text) {
        add(Role.USER, List.of(new Part.Text(text)));
        return new ModelRequest("", history, tools, outputTokensMax, 100_000);
    }

    /** The user says something and the model answers. */
    Said say(String text) {
        return answer(request(text));
    }

    /** The user says something with a picture, a text, and a file that the model is not shown. */
    Said sayWithFiles(String text) {
        Part.Attachment picture =
                new Part.Attachment(new AttachmentId("f1"), "dot.png", "image/png", 1234);
        Part.Attachment notes =
                new Part.Attachment(new AttachmentId("f2"), "notes.txt", "text/plain", 7);
        Part.Attachment old =
                new Part.Attachment(new AttachmentId("f3"), "old.csv", "text/csv", 9000);
        add(Role.USER, List.of(picture, notes, old, new Part.Text(text)));
        return answer(
                new ModelRequest(
                        "",
                        history,
                        tools,
                        outputTokensMax,
                        100_000,
                        Map.of(
                                picture.id(),
                                new byte[1234],
                                notes.id(),
                                "one\ntwo".getBytes(StandardCharsets.UTF_8)),
                        ""));
    }

    /** Of its last answer the model only came to say {@code text}. */
    void breakOff(String text) {
        history.removeLast();
        add(Role.ASSISTANT, List.of(new Part.Text(text)));
    }

    /** The model's next step, after the results so far. */
    Said goOn() {
        return answer(new ModelRequest("", history, tools, outputTokensMax, 100_000));
    }

    Chat result(Part.ToolCall call, ToolStatus status, String text, String structuredJson) {
        List<ToolContent> content = List.of(new ToolContent.Text(text));
        add(call, status, content, structuredJson);
        return this;
    }

    void add(Part.ToolCall call, ToolStatus status, List<ToolContent> content, String structured) {
        add(
                Role.TOOL,
                List.of(
                        new Part.ToolResult(
                                call.callId(),
                                call.tool(),
                                status,
                                content,
                                structured,
                                Duration.ZERO)));
    }

    private Said answer(ModelRequest request) {
        StringBuilder reasoning = new StringBuilder();
        StringBuilder text = new StringBuilder();
        Map<Integer, String> names = new TreeMap<>();
        Map<Integer, StringBuilder> deltas = new TreeMap<>();
        List<Part.ToolCall> calls = new ArrayList<>();
        try (ModelStream stream = model.open(request)) {
            while (true) {
                switch (stream.next()) {
                    case ModelEvent.ReasoningDelta delta -> reasoning.append(delta.text());
                    case ModelEvent.TextDelta delta -> text.append(delta.text());
                    case ModelEvent.ToolCallStarted call -> names.put(call.index(), call.tool());
                    case ModelEvent.ToolCallDelta delta ->
                            deltas.computeIfAbsent(delta.index(), i -> new StringBuilder())
                                    .append(delta.argumentsJson());
                    case ModelEvent.ToolCallEnded call -> {
                        assertThat(deltas.get(call.index())).hasToString(call.argumentsJson());
                        String id = "c" + history.size() + "-" + call.index();
                        calls.add(
                                new Part.ToolCall(
                                        id,
                                        names.getOrDefault(call.index(), ""),
                                        call.argumentsJson(),
                                        false));
                    }
                    case ModelEvent.ToolCallMalformed call -> throw new AssertionError(call);
                    case ModelEvent.Finished end -> {
                        keep(text.toString(), calls);
                        return new Said(reasoning.toString(), text.toString(), calls, end);
                    }
                }
            }
        }
    }

    private void keep(String text, List<Part.ToolCall> calls) {
        List<Part> parts = new ArrayList<>();
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
        parts.addAll(calls);
        assertThat(parts).as("an answer is never empty").isNotEmpty();
        add(Role.ASSISTANT, parts);
    }

    private void add(Role role, List<Part> parts) {
        history.add(new Message(new MessageId("m" + history.size()), role, parts, Instant.EPOCH));
    }
}
