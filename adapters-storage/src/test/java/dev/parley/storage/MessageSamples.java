package dev.parley.storage;

import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Message;
import dev.parley.conversation.Messages;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One sample of each kind of part and of tool content, with texts that need care in JSON. */
final class MessageSamples {

    static final String ODD = "\"q\" \\ \n \0 é \uD83D\uDE00 </script> \u2028";

    static final List<ToolContent> CONTENTS =
            List.of(
                    new ToolContent.Text(ODD),
                    new ToolContent.Image("image/png", "aGk="),
                    new ToolContent.Audio("audio/wav", "aG8="),
                    new ToolContent.ResourceLink("file:///a", "a", ODD, "text/plain"),
                    new ToolContent.EmbeddedText("file:///b", "", ODD),
                    new ToolContent.EmbeddedBlob("file:///c", "application/x", "aGE="));

    static final List<Part> PARTS = parts();

    private MessageSamples() {}

    static Message everyPart() {
        return Messages.message(Role.ASSISTANT, PARTS.toArray(Part[]::new));
    }

    private static List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part.Text(ODD));
        parts.add(new Part.Text(""));
        parts.add(new Part.Reasoning(ODD));
        parts.add(new Part.Attachment(new AttachmentId("f1"), "a \"b\".txt", "text/plain", 2));
        parts.add(new Part.PromptUse("files", "sum up", Map.of(ODD, "", "type", ODD)));
        parts.add(new Part.PromptUse("files", "none", Map.of()));
        parts.add(new Part.ToolCall("call1", "files__read", "{\"path\":\"/a\"}", true));
        parts.add(new Part.ToolCall("call2", "files__read", "{}", false));
        for (ToolStatus status : ToolStatus.values()) {
            parts.add(
                    new Part.ToolResult(
                            "call1",
                            "files__read",
                            status,
                            CONTENTS,
                            "{\"a\":[1]}",
                            Duration.ofNanos(1_234_567_890L)));
        }
        parts.add(
                new Part.ToolResult(
                        "call2", "files__read", ToolStatus.OK, List.of(), "", Duration.ZERO));
        parts.add(new Part.Notice("stopped", ODD));
        return parts;
    }
}
