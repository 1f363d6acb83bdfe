package dev.parley.app.crash;

import dev.parley.model.ChatModel;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;

/** A model around whose requests, and after each of whose events, the program may die. */
record FailingModel(ChatModel model, Failpoints failpoints) implements ChatModel {

    @Override
    public ModelStream open(ModelRequest request) {
        return new Failing(failpoints.around(() -> model.open(request)), failpoints);
    }

    private record Failing(ModelStream stream, Failpoints failpoints) implements ModelStream {

        @Override
        public ModelEvent next() {
            ModelEvent event = stream.next();
            failpoints.pass();
            return event;
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
