package dev.parley.openai;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Reads the events of one wire. One for each answer; not for use by many threads. */
interface AnswerParser {

    /**
     * Adds one event to the answer.
     *
     * @param event at the opening brace of the event's JSON object
     * @return whether it was the last one by the rules of the wire
     * @throws IOException when it is not JSON
     * @throws dev.parley.model.ModelException when the event is the provider's error
     */
    boolean read(JsonParser event, Answer answer) throws IOException;
}
