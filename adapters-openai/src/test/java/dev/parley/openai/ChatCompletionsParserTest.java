package dev.parley.openai;

import static dev.parley.openai.Wire.DONE;
import static dev.parley.openai.Wire.assertFails;
import static dev.parley.openai.Wire.chat;
import static dev.parley.openai.Wire.delta;
import static dev.parley.openai.Wire.finish;
import static dev.parley.openai.Wire.text;
import static dev.parley.openai.Wire.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.ModelEvent.Finished;
import dev.parley.model.ModelEvent.ReasoningDelta;
import dev.parley.model.ModelEvent.TextDelta;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatCompletionsParserTest {

    private static final Finished STOPPED = new Finished(StopReason.STOP, Usage.NONE);

    @Test
    void textAndUsageArriveInOrder() {
        String body =
                delta("{\"role\":\"assistant\",\"content\":\"\"}")
                        + text("Hel")
                        + text("lo")
                        + finish("stop")
                        + usage(12, 4, 3, 1)
                        + DONE;

        assertThat(chat(body))
                .containsExactly(
                        new TextDelta("Hel"),
                        new TextDelta("lo"),
                        new Finished(StopReason.STOP, new Usage(12, 4, 3, 1)));
    }

    @Test
    void reasoningIsReadUnderBothNamesAndOnceWhenBothCome() {
        String body =
                delta("{\"content\":null,\"reasoning_content\":\"a\"}")
                        + delta("{\"reasoning\":\"b\"}")
                        + delta("{\"reasoning\":\"c\",\"reasoning_content\":\"c\"}")
                        + text("x")
                        + finish("stop");

        assertThat(chat(body))
                .containsExactly(
                        new ReasoningDelta("a"),
                        new ReasoningDelta("b"),
                        new ReasoningDelta("c"),
                        new TextDelta("x"),
                        STOPPED);
    }

    @Test
    void refusalIsText() {
        assertThat(chat(delta("{\"refusal\":\"I will not.\"}") + finish("stop")))
                .containsExactly(new TextDelta("I will not."), STOPPED);
    }

    @ParameterizedTest
    @CsvSource({
        "stop,STOP",
        "length,LENGTH",
        "tool_calls,TOOL_CALLS",
        "content_filter,CONTENT_FILTER",
        "something_new,OTHER"
    })
    void finishReasonIsMapped(String reason, StopReason expected) {
        assertThat(chat(finish(reason) + DONE)).containsExactly(new Finished(expected, Usage.NONE));
    }

    @Test
    void aProviderThatBrokeDownMeanwhileIsUnavailable() {
        assertFails(Kind.UNAVAILABLE, () -> chat(text("a") + finish("error")));
    }

    @Test
    void aWholeMessageInOneChunkIsRead() {
        String body =
                "data: {\"choices\":[{\"message\":{\"content\":\"all\"},\"finish_reason\":\"stop\"}]}\n\n";

        assertThat(chat(body)).containsExactly(new TextDelta("all"), STOPPED);
    }

    @Test
    void unknownFieldsAndWrongTypesArePassedOver() {
        String body =
                "data: {\"new\":{\"deep\":[1,{\"x\":null}]},\"choices\":\"none\",\"usage\":7,\"error\":null}\n\n"
                        + "data: {\"choices\":[1,null,[2],{\"delta\":[]},{\"delta\":{\"content\":5,\"tool_calls\":{}}}]}\n\n"
                        + text("ok")
                        + finish("stop");

        assertThat(chat(body)).containsExactly(new TextDelta("ok"), STOPPED);
    }

    @Test
    void aSurrogatePairSplitOverTwoDeltasStaysWhole() {
        String body = text("\\ud83d") + text("\\ude00!") + text("\\ud83d") + finish("stop");

        assertThat(chat(body))
                .containsExactly(new TextDelta("😀!"), new TextDelta("\uFFFD"), STOPPED);
    }

    @Test
    void anAnswerWithoutFinishReasonIsIncompleteEvenWithEndMark() {
        assertFails(Kind.INCOMPLETE, () -> chat(text("half") + DONE));
        assertFails(Kind.INCOMPLETE, () -> chat(text("half")));
        assertFails(Kind.INCOMPLETE, () -> chat(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[]", "7", "nonsense", "{} {}", "{\"choices\":[}"})
    void whatIsNoJsonObjectIsMalformed(String data) {
        assertFails(Kind.MALFORMED, () -> chat("data: " + data + "\n\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\":\"words\",\"code\":\"rate_limit_exceeded\"}|RATE_LIMITED",
                "{\"message\":\"words\",\"code\":429}|RATE_LIMITED",
                "{\"message\":\"words\",\"type\":\"invalid_request_error\"}|REJECTED",
                "{\"message\":\"words\",\"code\":\"invalid_api_key\"}|UNAUTHENTICATED",
                "{\"message\":\"words\",\"code\":502}|UNAVAILABLE",
                "{\"message\":\"words\",\"code\":\"Words, SK-1\"}|UNAVAILABLE",
                "\"just words\"|UNAVAILABLE"
            })
    void anErrorInTheStreamIsThrownInOurWords(String error, Kind kind) {
        String body = text("a") + "data: {\"error\":" + error + "}\n\n";

        assertFails(kind, () -> chat(body))
                .hasMessageNotContainingAny("words", "SK-1")
                .hasNoCause();
    }

    @Test
    void anEventNamedErrorIsAnErrorWhateverItsShape() {
        assertFails(
                Kind.RATE_LIMITED,
                () -> chat("event: error\ndata: {\"code\":\"rate_limit_exceeded\"}\n\n"));
    }
}
