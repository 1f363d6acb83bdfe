package dev.parley.openai;

import static dev.parley.openai.Wire.DONE;
import static dev.parley.openai.Wire.assertFails;
import static dev.parley.openai.Wire.call;
import static dev.parley.openai.Wire.chat;
import static dev.parley.openai.Wire.finish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.ModelEvent;
import dev.parley.model.ModelEvent.Finished;
import dev.parley.model.ModelEvent.ToolCallDelta;
import dev.parley.model.ModelEvent.ToolCallEnded;
import dev.parley.model.ModelEvent.ToolCallMalformed;
import dev.parley.model.ModelEvent.ToolCallStarted;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCallsTest {

    @Test
    void fragmentsOfOneCallAreJoined() {
        String body =
                call("{'index':0,'id':'a','function':{'name':'get','arguments':''}}")
                        + call("{'index':0,'function':{'arguments':'{`x`:'}}")
                        + call("{'index':0,'function':{'arguments':'1}'}}")
                        + finish("tool_calls")
                        + DONE;

        assertThat(chat(body))
                .containsExactly(
                        new ToolCallStarted(0, "get"),
                        new ToolCallDelta(0, "{\"x\":"),
                        new ToolCallDelta(0, "1}"),
                        new ToolCallEnded(0, "{\"x\":1}"),
                        new Finished(StopReason.TOOL_CALLS, Usage.NONE));
    }

    @Test
    void parallelCallsMayInterleave() {
        assertCalls(
                call("{'index':0,'id':'a','function':{'name':'one','arguments':'{'}}")
                        + call("{'index':1,'id':'b','function':{'name':'two','arguments':'{'}}")
                        + call("{'index':0,'function':{'arguments':'`k`:0}'}}")
                        + call("{'index':1,'function':{'arguments':'}'}}"),
                "one{\"k\":0}",
                "two{}");
    }

    @Test
    void wholeCallsInOneChunkWithoutIndexAreApart() {
        assertCalls(
                call(
                        "{'id':'a','function':{'name':'one','arguments':'{}'}},"
                                + "{'id':'b','function':{'name':'one','arguments':'{`k`:1}'}}"),
                "one{}",
                "one{\"k\":1}");
    }

    @Test
    void callsWithNeitherIndexNorIdAreApartOnceTheFirstIsWhole() {
        assertCalls(
                call("{'function':{'name':'one','arguments':'{`k`'}}")
                        + call("{'function':{'arguments':':1}'}}")
                        + call("{'function':{'name':'two','arguments':'{}'}}"),
                "one{\"k\":1}",
                "two{}");
    }

    @Test
    void aRepeatedIdAndNameAreTheSameCall() {
        assertCalls(
                call("{'index':0,'id':'a','function':{'name':'one','arguments':'{`k'}}")
                        + call("{'index':0,'id':'a','function':{'name':'one','arguments':'`:1}'}}"),
                "one{\"k\":1}");
    }

    @Test
    void anotherIdAndNameUnderTheSameIndexAreAnotherCall() {
        assertCalls(
                call("{'index':0,'id':'a','function':{'name':'one','arguments':'{}'}}")
                        + call("{'index':0,'id':'b','function':{'name':'two','arguments':'{}'}}"),
                "one{}",
                "two{}");
    }

    @Test
    void aSplitNameIsJoinedAndARepeatedOneIsNot() {
        assertCalls(
                call("{'index':0,'id':'a','function':{'name':'get_'}}")
                        + call("{'index':0,'function':{'name':'issue'}}")
                        + call("{'index':0,'function':{'arguments':'{}'}}"),
                "get_issue{}");
        assertCalls(
                call("{'index':0,'id':'a','function':{'name':'get'}}")
                        + call("{'index':0,'function':{'name':'get','arguments':'{}'}}"),
                "get{}");
    }

    @Test
    void argumentsThatComeBeforeTheNameAreKept() {
        assertCalls(
                call("{'index':0,'id':'a','function':{'arguments':'{'}}")
                        + call("{'index':0,'function':{'name':'late','arguments':'}'}}"),
                "late{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'  '", "'null'", "null"})
    void noArgumentsAreAnEmptyObject(String arguments) {
        assertCalls(
                call("{'index':0,'function':{'name':'now','arguments':" + arguments + "}}"),
                "now{}");
    }

    @Test
    void argumentsSentAsAnObjectAreTakenAsItsText() {
        assertCalls(
                call("{'index':0,'function':{'name':'get','arguments':{'k':[1,'x']}}}"),
                "get{\"k\":[1,\"x\"]}");
    }

    @Test
    void duplicateKeysAreAllowed() {
        assertCalls(
                call("{'index':0,'function':{'name':'get','arguments':'{`k`:1,`k`:2}'}}"),
                "get{\"k\":1,\"k\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{`x`:", "[1]", "7", "{} {}", "{x:1}", "{`x`:1}]"})
    void argumentsThatAreNoObjectAreMalformed(String arguments) {
        List<ModelEvent> events =
                chat(
                        call("{'index':0,'function':{'name':'g','arguments':'" + arguments + "'}}")
                                + finish("tool_calls"));

        assertThat(events.get(2))
                .isInstanceOfSatisfying(
                        ToolCallMalformed.class,
                        malformed ->
                                assertThat(malformed.argumentsText())
                                        .isEqualTo(arguments.replace('`', '"')));
    }

    @Test
    void argumentsNestedTooDeepAreMalformed() {
        String deep = "{`a`:".repeat(1000) + "1" + "}".repeat(1000);
        String body = call("{'function':{'name':'g','arguments':'" + deep + "'}}") + finish("stop");

        assertThat(chat(body)).anyMatch(ToolCallMalformed.class::isInstance);
    }

    @Test
    void stopWithACallMeansToolCalls() {
        assertThat(chat(call("{'function':{'name':'g','arguments':'{}'}}") + finish("stop")))
                .endsWith(new Finished(StopReason.TOOL_CALLS, Usage.NONE));
    }

    @Test
    void aCallWithoutANameIsMalformed() {
        String body = call("{'index':0,'function':{'arguments':'{}'}}") + finish("tool_calls");

        assertFails(Kind.MALFORMED, () -> chat(body));
    }

    @Test
    void tooManyCallsAreMalformed() {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            body.append(call("{'index':" + i + ",'function':{'name':'g','arguments':'{}'}}"));
        }

        assertFails(Kind.MALFORMED, () -> chat(body + finish("tool_calls")))
                .hasMessageContaining("128");
    }

    private static void assertCalls(String body, String... expected) {
        List<String> names = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        for (ModelEvent event : chat(body + finish("tool_calls") + DONE)) {
            if (event instanceof ToolCallStarted started) {
                assertThat(started.index()).isEqualTo(names.size());
                names.add(started.tool());
            } else if (event instanceof ToolCallEnded ended) {
                calls.add(names.get(ended.index()) + ended.argumentsJson());
            }
        }
        assertThat(calls).containsExactly(expected);
    }
}
