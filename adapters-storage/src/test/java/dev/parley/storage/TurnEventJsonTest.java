package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.Part;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import dev.parley.tool.ElicitationAnswer;
import dev.parley.tool.ElicitationField;
import dev.parley.tool.Elicitations;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnEventJsonTest {

    @Test
    void readsBackEveryKindOfEvent() {
        List<TurnEvent> read = TurnEventJson.read(TurnEventJson.write(TurnEventSamples.EVENTS));

        assertThat(read).isEqualTo(TurnEventSamples.EVENTS);
    }

    @Test
    void readsBackEachEventByItself() {
        for (TurnEvent event : TurnEventSamples.EVENTS) {
            assertThat(TurnEventJson.read(TurnEventJson.write(List.of(event))))
                    .containsExactly(event);
        }
    }

    @Test
    void everyKindOfEventAndOutcomeHasASample() {
        assertThat(TurnEventSamples.EVENTS)
                .extracting(Object::getClass)
                .contains(TurnEvent.class.getPermittedSubclasses());
        assertThat(TurnEventSamples.OUTCOMES)
                .extracting(Object::getClass)
                .contains(TurnOutcome.class.getPermittedSubclasses());
    }

    /** What is in people's databases: this test changes only when something is added. */
    @Test
    void theStoredFormStaysAsItIs() {
        List<TurnEvent> events =
                List.of(
                        new TurnEvent.TextStarted(1),
                        new TurnEvent.TextDelta(1, "a"),
                        new TurnEvent.TextDelta(1, "b"),
                        new TurnEvent.TextDelta(2, "c"),
                        new TurnEvent.ToolInputEnded(
                                new Part.ToolCall("c1", "files__read", "{}", true), "Read"),
                        new TurnEvent.Ended(
                                new TurnOutcome.Completed(StopReason.STOP), new Usage(1, 2, 3, 4)));

        assertThat(TurnEventJson.write(events))
                .isEqualTo(
                        """
                        [{"type":"textStarted","block":1},\
                        {"type":"textDelta","block":1,"pieces":["a","b"]},\
                        {"type":"textDelta","block":2,"pieces":["c"]},\
                        {"type":"toolInputEnded","title":"Read","call":\
                        {"type":"toolCall","callId":"c1","tool":"files__read",\
                        "argumentsJson":"{}","needsApproval":true}},\
                        {"type":"ended","outcome":"completed","reason":"STOP","usage":\
                        {"inputTokens":1,"cachedInputTokens":2,"outputTokens":3,\
                        "reasoningTokens":4}}]""");
    }

    /** As above. */
    @Test
    void theStoredFormOfQuestionsStaysAsItIs() {
        ElicitationId id = new ElicitationId("e1");
        var number = new ElicitationField.Type.Numeric(true, 1, Double.POSITIVE_INFINITY);
        List<TurnEvent> events =
                List.of(
                        new TurnEvent.ElicitationRequested(
                                "c1", id, Elicitations.form(Elicitations.field("n", true, number))),
                        new TurnEvent.ElicitationAnswered(id, ElicitationAnswer.Action.ACCEPT),
                        new TurnEvent.ElicitationCompleted(id));

        assertThat(TurnEventJson.write(events))
                .isEqualTo(
                        """
                        [{"type":"elicitationRequested","callId":"c1","id":"e1","elicitation":\
                        {"server":"shop","message":"Please tell us.","mode":"form","fields":\
                        [{"name":"n","title":"","description":"","required":true,\
                        "type":"number","whole":true,"min":"1.0","max":"Infinity",\
                        "initial":{}}]}},\
                        {"type":"elicitationAnswered","id":"e1","action":"accept"},\
                        {"type":"elicitationCompleted","id":"e1"}]""");
    }

    @Test
    void anAnswerIsReadBackAsItWasGiven() {
        ElicitationAnswer read =
                ElicitationJson.readAnswer(ElicitationJson.answer(Elicitations.ANSWER));

        assertThat(read).isEqualTo(Elicitations.ANSWER);
        assertThat(ElicitationJson.readAnswer("[{\"action\":\"postpone\"}]"))
                .isEqualTo(ElicitationAnswer.CANCELLED);
    }

    @Test
    void anUnknownEventBecomesANoticeAndTheNumbersStayRight() {
        List<TurnEvent> read =
                TurnEventJson.read(
                        """
                        [{"type":"pictureStarted","size":[1,{"x":[2]}],"more":{"a":null}},
                         {"type":"pictureDelta","pieces":["x","y"]},
                         {"type":"shapeDelta","pieces":[{"x":1},{"x":2},{"x":3}]},
                         {"type":"textEnded","block":7,"mood":"good"}]
                        """);

        assertThat(read).hasSize(1 + 2 + 3 + 1);
        assertThat(read.subList(0, 6))
                .allSatisfy(
                        event ->
                                assertThat(event)
                                        .isInstanceOfSatisfying(
                                                TurnEvent.Noticed.class,
                                                notice ->
                                                        assertThat(notice.code())
                                                                .isEqualTo("unreadable_event")));
        assertThat(read.getFirst().toString()).contains("pictureStarted");
        assertThat(read.getLast()).isEqualTo(new TurnEvent.TextEnded(7));
    }

    @Test
    void anUnknownOutcomeEndsTheTurnAllTheSame() {
        List<TurnEvent> read =
                TurnEventJson.read("[{\"type\":\"ended\",\"outcome\":\"paused\",\"code\":\"x\"}]");

        assertThat(read)
                .singleElement()
                .isInstanceOfSatisfying(
                        TurnEvent.Ended.class,
                        ended -> {
                            assertThat(ended.outcome()).isInstanceOf(TurnOutcome.Interrupted.class);
                            assertThat(ended.outcome().toString()).contains("paused");
                            assertThat(ended.usage()).isEqualTo(Usage.NONE);
                        });
    }

    @Test
    void whatIsDamagedIsSaidToBe() {
        for (String damaged : List.of("", "{}", "[1]", "[{\"type\"", "[{\"type\":\"started\"}]")) {
            assertThatThrownBy(() -> TurnEventJson.read(damaged))
                    .as(damaged)
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void aRowWithTooFewEventsIsDamaged() {
        List<TurnEvent> events = TurnEventSamples.EVENTS;
        var row =
                new TurnEventRow(
                        new TurnId("t"), 1, 1, events.size() + 1, TurnEventJson.write(events));

        assertThatThrownBy(row::entry)
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("turn t are damaged");
    }
}
