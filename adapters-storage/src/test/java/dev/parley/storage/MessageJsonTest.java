package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Consent;
import dev.parley.conversation.Part;
import dev.parley.conversation.ToolContent;
import dev.parley.conversation.ToolStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageJsonTest {

    @Test
    void readsBackEveryKindOfPart() {
        List<Part> read = MessageJson.read(MessageJson.write(MessageSamples.PARTS));

        assertThat(read).isEqualTo(MessageSamples.PARTS);
    }

    @Test
    void everyKindOfPartHasASample() {
        assertThat(MessageSamples.PARTS)
                .extracting(Object::getClass)
                .contains(Part.class.getPermittedSubclasses());
        assertThat(MessageSamples.CONTENTS)
                .extracting(Object::getClass)
                .contains(ToolContent.class.getPermittedSubclasses());
    }

    /** What is in people's databases: this test changes only when something is added. */
    @Test
    void theStoredFormStaysAsItIs() {
        List<Part> parts =
                List.of(
                        new Part.Text("Hi"),
                        new Part.ToolCall("c1", "files__read", "{}", true),
                        new Part.ToolResult(
                                "c1",
                                "files__read",
                                ToolStatus.NOT_RUN,
                                List.of(new ToolContent.Image("image/png", "aGk=")),
                                "",
                                Duration.ofMillis(1500)));

        assertThat(MessageJson.write(parts))
                .isEqualTo(
                        """
                        [{"type":"text","text":"Hi"},\
                        {"type":"toolCall","callId":"c1","tool":"files__read",\
                        "argumentsJson":"{}","needsApproval":true},\
                        {"type":"toolResult","callId":"c1","tool":"files__read",\
                        "status":"NOT_RUN","structuredJson":"","took":"PT1.5S",\
                        "content":[{"type":"image","mediaType":"image/png",\
                        "base64":"aGk="}]}]""");
    }

    /** An older Parley reads of it what it knows: whether the user is asked. */
    @Test
    void byWhoseLeaveACallRunsIsAddedToTheStoredForm() {
        List<Part> parts =
                List.of(
                        new Part.ToolCall("c1", "shop__buy", "{}", Consent.CHANGED, "v1"),
                        new Part.ToolCall("c2", "shop__buy", "{}", Consent.STANDING, "v1"));
        String stored =
                """
                [{"type":"toolCall","callId":"c1","tool":"shop__buy","argumentsJson":"{}",\
                "needsApproval":true,"consent":"CHANGED","definition":"v1"},\
                {"type":"toolCall","callId":"c2","tool":"shop__buy","argumentsJson":"{}",\
                "needsApproval":false,"consent":"STANDING","definition":"v1"}]""";

        assertThat(MessageJson.write(parts)).isEqualTo(stored);
        assertThat(MessageJson.read(stored)).isEqualTo(parts);
        assertThat(MessageJson.read(stored.replace("CHANGED", "WEEKLY").replace("STANDING", "")))
                .extracting(it -> ((Part.ToolCall) it).consent())
                .containsExactly(Consent.ONCE, Consent.NOT_NEEDED);
    }

    @Test
    void anUnknownPartBecomesANotice() {
        List<Part> parts =
                MessageJson.read(
                        """
                        [{"type":"text","text":"before"},
                         {"type":"hologram","frames":[[1,{"x":2}],3],"text":{"type":"text"}},
                         {"type":"text","text":"after"}]
                        """);

        assertThat(parts).hasSize(3);
        assertThat(parts.getFirst()).isEqualTo(new Part.Text("before"));
        assertThat(parts.get(1))
                .isInstanceOfSatisfying(
                        Part.Notice.class,
                        notice -> {
                            assertThat(notice.code()).isEqualTo("unreadable_part");
                            assertThat(notice.text()).contains("hologram");
                        });
        assertThat(parts.getLast()).isEqualTo(new Part.Text("after"));
    }

    @Test
    void unknownFieldsAreIgnoredAndMissingOnesEmpty() {
        List<Part> parts =
                MessageJson.read(
                        """
                        [{"more":{"a":[1,[2],{"b":null}]},"text":"Hi","type":"text","n":null},
                         {"type":"notice","code":"stopped"}]
                        """);

        assertThat(parts).containsExactly(new Part.Text("Hi"), new Part.Notice("stopped", ""));
    }

    @Test
    void anUnknownStatusIsUnknownAndUnknownContentIsNamed() {
        List<Part> parts =
                MessageJson.read(
                        """
                        [{"type":"toolResult","callId":"c1","tool":"t","status":"PAUSED",
                          "took":"soon","content":[{"type":"smell"},{"type":"text","text":"ok"}]}]
                        """);

        assertThat(parts)
                .singleElement()
                .isInstanceOfSatisfying(
                        Part.ToolResult.class,
                        result -> {
                            assertThat(result.status()).isEqualTo(ToolStatus.UNKNOWN);
                            assertThat(result.took()).isZero();
                            assertThat(result.content().getFirst().toString()).contains("smell");
                            assertThat(result.content().getLast())
                                    .isEqualTo(new ToolContent.Text("ok"));
                        });
    }

    @Test
    void readsTextsLargerThanAStrangersWouldBeAllowed() {
        Part big = new Part.Text("x".repeat(21_000_000));

        assertThat(MessageJson.read(MessageJson.write(List.of(big)))).containsExactly(big);
    }

    @Test
    void whatIsNoListOfPartsIsDamaged() {
        for (String damaged : List.of("", "{}", "[1]", "[{\"type\":\"text\"", "[")) {
            assertThatThrownBy(() -> MessageJson.read(damaged))
                    .as(damaged)
                    .isInstanceOf(DatabaseException.class);
        }
    }
}
