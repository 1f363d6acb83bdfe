package dev.parley.turn;

import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Part.Notice;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.Role;
import dev.parley.turn.TurnEvent.ToolFinished;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages a turn adds to its conversation, each saved together with the events that show what
 * was not shown of it yet. Used by the turn's thread only.
 */
final class TurnMessages {

    private final Transcript transcript;
    private final TurnWriter writer;

    private MessageId stepId;
    private @Nullable AnswerParts said;
    private int blocks;

    TurnMessages(Transcript transcript, TurnWriter writer) {
        this.transcript = transcript;
        this.writer = writer;
        this.stepId = transcript.nextId();
    }

    /** Goes on where the turn was at another replica. */
    void restore(Recovery recovery) {
        stepId = recovery.stepId();
        blocks = recovery.nextBlock();
        if (!recovery.said().isEmpty()) {
            AnswerParts parts = new AnswerParts(writer::append, blocks);
            recovery.said().forEach(parts::restore);
            said = parts;
        }
    }

    /** Begins a step; what is added to its parts becomes a message by {@link #saveAnswer}. */
    AnswerParts beginStep(int step) {
        stepId = transcript.nextId();
        writer.append(new TurnEvent.StepStarted(step, stepId));
        AnswerParts parts = new AnswerParts(writer::append, blocks);
        said = parts;
        return parts;
    }

    /** Saves what the step's answer holds so far, with our notices behind it. */
    void saveAnswer(List<Notice> notices, List<TurnEvent> after) {
        List<Part> parts = new ArrayList<>();
        MessageId id = transcript.nextId();
        if (said != null) {
            said.endBlock();
            parts.addAll(said.parts());
            blocks = said.nextBlock();
            said = null;
            id = stepId;
        }
        parts.addAll(notices);
        List<TurnEvent> events = new ArrayList<>();
        notices.forEach(it -> events.add(new TurnEvent.Noticed(it.code(), it.text())));
        events.addAll(after);
        save(id, Role.ASSISTANT, parts, events);
    }

    void save(ToolResult result) {
        save(result, List.of());
    }

    void save(ToolResult result, List<Notice> notices) {
        List<Part> parts = new ArrayList<>(List.of(result));
        List<TurnEvent> events = new ArrayList<>(List.of(new ToolFinished(result)));
        parts.addAll(notices);
        notices.forEach(it -> events.add(new TurnEvent.Noticed(it.code(), it.text())));
        save(transcript.nextId(), Role.TOOL, parts, events);
    }

    private void save(MessageId id, Role role, List<Part> parts, List<TurnEvent> events) {
        writer.append(List.of(transcript.add(id, role, parts)), events);
    }
}
