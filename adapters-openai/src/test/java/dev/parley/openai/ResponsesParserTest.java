package dev.parley.openai;

import static dev.parley.openai.Wire.assertFails;
import static dev.parley.openai.Wire.response;
import static dev.parley.openai.Wire.responses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.ModelEvent.Finished;
import dev.parley.model.ModelEvent.ReasoningDelta;
import dev.parley.model.ModelEvent.TextDelta;
import dev.parley.model.ModelEvent.ToolCallDelta;
import dev.parley.model.ModelEvent.ToolCallEnded;
import dev.parley.model.ModelEvent.ToolCallStarted;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesParserTest {

    private static final String COMPLETED =
            response(
                    "{'type':'response.completed','response':{'status':'completed','usage':{"
                            + "'input_tokens':9,'input_tokens_details':{'cached_tokens':2},"
                            + "'output_tokens':5,'output_tokens_details':{'reasoning_tokens':3}}}}");

    private static final Usage USAGE = new Usage(9, 2, 5, 3);

    @Test
    void textReasoningAndUsageAreRead() {
        String body =
                response("{'type':'response.created','response':{'usage':null,'error':null}}")
                        + response(
                                "{'summary_index':0,'type':'response.reasoning_summary_part.added'}")
                        + response(
                                "{'delta':'think','type':'response.reasoning_summary_text.delta'}")
                        + response(
                                "{'summary_index':1,'type':'response.reasoning_summary_part.added'}")
                        + response("{'type':'response.unheard_of','delta':'no'}")
                        + response("{'type':'response.output_text.delta','delta':'Hi'}")
                        + response("{'type':'response.refusal.delta','delta':'!'}")
                        + COMPLETED;

        assertThat(responses(body))
                .containsExactly(
                        new ReasoningDelta("think"),
                        new ReasoningDelta("\n\n"),
                        new TextDelta("Hi"),
                        new TextDelta("!"),
                        new Finished(StopReason.STOP, USAGE));
    }

    @Test
    void functionCallsAreJoined() {
        String done = "'arguments':\"{\\\"a\\\":1}\"";
        String body =
                response(
                                "{'type':'response.output_item.added','output_index':1,'item':{'type':'function_call','id':'fc','name':'get','arguments':''}}")
                        + response(
                                "{'type':'response.function_call_arguments.delta','output_index':1,'item_id':'fc','delta':'{\\\"a\\\":'}")
                        + response(
                                "{'type':'response.function_call_arguments.delta','output_index':1,'item_id':'fc','delta':'1}'}")
                        + response(
                                "{'type':'response.function_call_arguments.done','output_index':1,'item_id':'fc',"
                                        + done
                                        + "}")
                        + response(
                                "{'type':'response.output_item.done','output_index':1,'item':{'type':'function_call','id':'fc','name':'get',"
                                        + done
                                        + "}}")
                        + COMPLETED;

        assertThat(responses(body))
                .containsExactly(
                        new ToolCallStarted(0, "get"),
                        new ToolCallDelta(0, "{\"a\":"),
                        new ToolCallDelta(0, "1}"),
                        new ToolCallEnded(0, "{\"a\":1}"),
                        new Finished(StopReason.TOOL_CALLS, USAGE));
    }

    @Test
    void aCallThatComesOnlyWhenDoneIsWhole() {
        String body =
                response(
                                "{'type':'response.output_item.done','output_index':0,'item':{'arguments':'{}','name':'now','type':'function_call'}}")
                        + COMPLETED;

        assertThat(responses(body))
                .startsWith(
                        new ToolCallStarted(0, "now"),
                        new ToolCallDelta(0, "{}"),
                        new ToolCallEnded(0, "{}"));
    }

    @ParameterizedTest
    @CsvSource({"max_output_tokens,LENGTH", "content_filter,CONTENT_FILTER", "other_reason,OTHER"})
    void incompleteSaysWhy(String reason, StopReason expected) {
        String body =
                response(
                        "{'type':'response.incomplete','response':{'incomplete_details':{'reason':'"
                                + reason
                                + "'}}}");

        assertThat(responses(body)).containsExactly(new Finished(expected, Usage.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'type':'response.failed','response':{'error':{'code':'rate_limit_exceeded'}}}|RATE_LIMITED",
                "{'type':'response.failed','response':{'error':{'code':'server_error'}}}|UNAVAILABLE",
                "{'type':'error','code':'invalid_prompt','message':'m'}|REJECTED",
                "{'type':'error','error':{'code':'server_error'}}|UNAVAILABLE",
                "{'type':'response.cancelled','response':{}}|INCOMPLETE",
                "{'type':'response.output_text.delta','delta':'half'}|INCOMPLETE"
            })
    void failuresAndEarlyEndsAreThrown(String event, Kind kind) {
        assertFails(kind, () -> responses(response(event)));
    }
}
