package dev.parley.openai;

import static dev.parley.openai.Wire.DONE;
import static dev.parley.openai.Wire.call;
import static dev.parley.openai.Wire.chat;
import static dev.parley.openai.Wire.delta;
import static dev.parley.openai.Wire.finish;
import static dev.parley.openai.Wire.text;
import static dev.parley.openai.Wire.textOf;
import static dev.parley.openai.Wire.usage;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionUsage;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelEvent.Finished;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The parser reads from the same bytes what the SDK's own accumulator reads. */
class SdkAgreementTest {

    private record Reading(String text, List<String> calls, long input, long cached, long output) {}

    static List<String> answers() {
        return List.of(
                delta("{\"role\":\"assistant\",\"content\":\"\"}")
                        + text("Gr\\u00fc\\u00dfe, ")
                        + text("😀\\n\\\"x\\\"")
                        + finish("stop")
                        + usage(7, 3, 5, 2)
                        + DONE,
                delta("{\"role\":\"assistant\",\"content\":null}")
                        + call(
                                "{'index':0,'id':'a','type':'function','function':{'name':'get','arguments':''}}")
                        + call("{'index':0,'function':{'arguments':'{`k`:[1,2'}}")
                        + call(
                                "{'index':1,'id':'b','type':'function','function':{'name':'put','arguments':'{}'}}")
                        + call("{'index':0,'function':{'arguments':']}'}}")
                        + finish("tool_calls")
                        + usage(1, 0, 1, 0)
                        + DONE,
                ": comment\n\n"
                        + text("a")
                        + call(
                                "{'index':0,'id':'a','type':'function','function':{'name':'now','arguments':'{}'}}")
                        + finish("length")
                        + usage(1, 0, 9, 9)
                        + DONE);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theParserAndTheSdkReadTheSame(String answer) throws Exception {
        assertThat(ours(answer)).isEqualTo(theirs(answer));
    }

    private static Reading ours(String answer) {
        List<String> names = new ArrayList<>();
        List<String> calls = new ArrayList<>();
        List<ModelEvent> events = chat(answer);
        for (ModelEvent event : events) {
            if (event instanceof ModelEvent.ToolCallStarted started) {
                names.add(started.tool());
            } else if (event instanceof ModelEvent.ToolCallEnded ended) {
                calls.add(names.get(ended.index()) + ended.argumentsJson());
            }
        }
        Finished finished = (Finished) events.getLast();
        return new Reading(
                textOf(events),
                calls,
                finished.usage().inputTokens(),
                finished.usage().cachedInputTokens(),
                finished.usage().outputTokens());
    }

    private static Reading theirs(String answer) throws Exception {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (RawServer server = new RawServer(exchange -> exchange.stream(answer));
                Transport transport = new Transport(Duration.ofSeconds(5));
                StreamResponse<ChatCompletionChunk> stream =
                        client(server, transport)
                                .chat()
                                .completions()
                                .createStreaming(
                                        ChatCompletionCreateParams.builder()
                                                .model("m")
                                                .addUserMessage("u")
                                                .build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        ChatCompletion completion = accumulator.chatCompletion();
        ChatCompletion.Choice choice = completion.choices().getFirst();
        CompletionUsage usage = completion.usage().orElseThrow();
        List<String> calls =
                choice.message().toolCalls().orElse(List.of()).stream()
                        .map(call -> call.asFunction().function())
                        .map(function -> function.name() + function.arguments())
                        .toList();
        return new Reading(
                choice.message().content().orElse(""),
                calls,
                usage.promptTokens(),
                usage.promptTokensDetails().orElseThrow().cachedTokens().orElse(0L),
                usage.completionTokens());
    }

    private static OpenAIClient client(RawServer server, Transport transport) {
        return new OpenAIClientImpl(
                ClientOptions.builder()
                        .httpClient(transport)
                        .baseUrl(server.baseUrl())
                        .apiKey("k")
                        .build());
    }
}
