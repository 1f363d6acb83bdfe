package dev.parley.turn;

import dev.parley.conversation.Consent;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.Toolbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The model's answer of one step while it comes in: turns the model's events into events of the
 * turn, and decides what becomes of its calls. Used by the turn's thread only.
 */
final class Answer {

    /** A call the model has begun. */
    private record Begun(String callId, String tool, String title) {}

    private final Toolbox toolbox;
    private final ToolPolicy policy;
    private final StandingApprovals standing;
    private final TurnLimits limits;
    private final Supplier<String> ids;
    private final Consumer<TurnEvent> log;

    private final AnswerParts parts;
    private final Map<Integer, Begun> begun = new HashMap<>();
    private final List<ToolResult> refusals = new ArrayList<>();
    private int calls;
    private long lengthLeft;

    Answer(
            TurnEnvironment environment,
            Toolbox toolbox,
            StandingApprovals standing,
            AnswerParts parts,
            Consumer<TurnEvent> log) {
        this.toolbox = toolbox;
        this.policy = environment.policy();
        this.standing = standing;
        this.limits = environment.limits();
        this.ids = environment.ids();
        this.log = log;
        this.parts = parts;
        this.lengthLeft = limits.outputLengthMax();
    }

    /** Takes the next event; {@link ModelEvent.Finished} ends the answer's last block. */
    void accept(ModelEvent event) {
        switch (event) {
            case ModelEvent.TextDelta delta -> {
                spend(delta.text());
                parts.text(delta.text());
            }
            case ModelEvent.ReasoningDelta delta -> {
                spend(delta.text());
                parts.reasoning(delta.text());
            }
            case ModelEvent.ToolCallStarted started -> begin(started.index(), started.tool());
            case ModelEvent.ToolCallDelta delta -> {
                spend(delta.argumentsJson());
                String callId = call(delta.index()).callId();
                log.accept(new TurnEvent.ToolInputDelta(callId, delta.argumentsJson()));
            }
            case ModelEvent.ToolCallEnded ended -> end(call(ended.index()), ended.argumentsJson());
            case ModelEvent.ToolCallMalformed malformed ->
                    endMalformed(call(malformed.index()), malformed);
            case ModelEvent.Finished finished -> parts.endBlock();
        }
    }

    /** The results of the calls that will not run. */
    List<ToolResult> refusals() {
        return refusals;
    }

    /** A provider that ignores the limit of tokens must not fill our memory. */
    private void spend(String delta) {
        lengthLeft -= delta.length();
        if (lengthLeft < 0) {
            throw new ModelException(
                    ModelException.Kind.TOO_LONG,
                    "The model went on past " + limits.outputLengthMax() + " characters.",
                    null);
        }
    }

    private void begin(int index, String tool) {
        parts.endBlock();
        String title = toolbox.find(tool).map(it -> it.tool().title()).orElse(tool);
        Begun call = new Begun("call_" + ids.get(), tool, title);
        if (begun.put(index, call) != null) {
            throw new IllegalStateException("the model adapter began call " + index + " twice");
        }
        log.accept(new TurnEvent.ToolInputStarted(call.callId(), tool, title));
    }

    private void end(Begun begun, String argumentsJson) {
        boolean tooMany = ++calls > limits.callsPerStepMax();
        Optional<Tool> tool = toolbox.find(begun.tool()).map(Toolbox.Entry::tool);
        Consent consent =
                tool.filter(it -> !tooMany).map(standing::consent).orElse(Consent.NOT_NEEDED);
        ToolCall call =
                new ToolCall(
                        begun.callId(),
                        begun.tool(),
                        argumentsJson,
                        consent,
                        consent == Consent.NOT_NEEDED ? "" : tool.map(Tool::definition).orElse(""));
        parts.add(call);
        log.accept(new TurnEvent.ToolInputEnded(call, begun.title()));
        if (tooMany) {
            refusals.add(Refusal.tooMany(call, limits.callsPerStepMax()));
        } else {
            Refusal.of(call, toolbox, policy).ifPresent(refusals::add);
        }
    }

    private void endMalformed(Begun begun, ModelEvent.ToolCallMalformed malformed) {
        // The history must hold a JSON object; what the model wrote instead is in the result.
        ToolCall call = new ToolCall(begun.callId(), begun.tool(), "{}", false);
        parts.add(call);
        log.accept(
                new TurnEvent.ToolInputMalformed(
                        call.callId(),
                        call.tool(),
                        begun.title(),
                        malformed.argumentsText(),
                        malformed.problem()));
        refusals.add(Refusal.malformed(call, malformed.argumentsText(), malformed.problem()));
    }

    private Begun call(int index) {
        Begun call = begun.get(index);
        if (call == null) {
            throw new IllegalStateException("the model adapter did not begin call " + index);
        }
        return call;
    }
}
