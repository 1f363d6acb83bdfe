package dev.parley.app.crash;

import dev.parley.conversation.Message;
import dev.parley.model.ChatModel;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;
import dev.parley.model.StopReason;
import dev.parley.model.Usage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A model that answers by the {@link Script} in the user's message, and goes on behind what was
 * said already: so the whole of an answer has each token once, in order, however often it was
 * broken off and continued. Has no memory. Writes down every request durably. Safe for use by many
 * threads.
 */
final class OracleModel implements ChatModel {

    private final DurableFile requests;
    private final Duration pause;

    /** A model that pauses so long before each of its events. */
    OracleModel(DurableFile requests, Duration pause) {
        this.requests = requests;
        this.pause = pause;
    }

    @Override
    public ModelStream open(ModelRequest request) {
        List<Message> messages = request.messages();
        requests.add(Script.of(messages.get(lastScript(messages)).text()).key());
        return new Answering(new ArrayDeque<>(answer(messages)), pause);
    }

    /** What is left of the answer to the last script. */
    static List<ModelEvent> answer(List<Message> messages) {
        int user = lastScript(messages);
        Script script = Script.of(messages.get(user).text());
        int said = Script.said(messages, user + 1).length() / Script.token(1).length();
        boolean called =
                messages.stream().skip(user + 1L).anyMatch(it -> it.toolCalls().count() > 0);
        List<String> tools = called ? List.of() : script.tools();
        int last = called ? script.tokensMax() : script.tokens();
        List<ModelEvent> events = new ArrayList<>();
        for (int number = said + 1; number <= last; number++) {
            events.add(new ModelEvent.TextDelta(Script.token(number)));
        }
        for (int index = 0; index < tools.size(); index++) {
            String name = WitnessServer.NAME + "__" + tools.get(index);
            events.add(new ModelEvent.ToolCallStarted(index, name));
            events.add(new ModelEvent.ToolCallDelta(index, script.argumentsJson()));
            events.add(new ModelEvent.ToolCallEnded(index, script.argumentsJson()));
        }
        StopReason reason = tools.isEmpty() ? StopReason.STOP : StopReason.TOOL_CALLS;
        events.add(new ModelEvent.Finished(reason, Usage.NONE));
        return events;
    }

    private static int lastScript(List<Message> messages) {
        int index = messages.size() - 1;
        while (!Script.isOne(messages.get(index))) {
            index--;
        }
        return index;
    }

    private record Answering(Queue<ModelEvent> events, Duration pause) implements ModelStream {

        @Override
        public ModelEvent next() {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                throw new ModelException(ModelException.Kind.INTERRUPTED, "interrupted", e);
            }
            return events.remove();
        }

        @Override
        public void close() {}
    }
}
