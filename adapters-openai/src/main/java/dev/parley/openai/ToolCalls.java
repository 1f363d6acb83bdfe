package dev.parley.openai;

import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Joins the fragments of an answer's tool calls. Servers agree on little: the index may be missing
 * or always 0, the id missing or repeated, the name whole, split or repeated, the arguments whole,
 * split or absent.
 */
final class ToolCalls {

    /** Stands for an index the server did not send. */
    static final int NO_INDEX = -1;

    private static final int CALLS_MAX = 128;
    private static final int NAME_CHARS_MAX = 512;
    private static final int ARGUMENTS_CHARS_MAX = 4 << 20;

    private static final class Call {
        private final int number;
        private final int index;
        private final String id;
        private final StringBuilder arguments = new StringBuilder();
        private final WholeCharacters characters = new WholeCharacters();
        private String name = "";
        private boolean started;

        Call(int number, int index, String id) {
            this.number = number;
            this.index = index;
            this.id = id;
        }
    }

    private final Queue<ModelEvent> events;
    private final List<Call> calls = new ArrayList<>(2);
    private int argumentsChars;

    ToolCalls(Queue<ModelEvent> events) {
        this.events = events;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /** One fragment; texts the server did not send are empty. */
    void add(int index, String id, String name, String arguments) {
        Call call = call(index, id, name);
        name(call, name);
        arguments(call, arguments);
    }

    /** The whole arguments, sent once more after their fragments, or instead of them. */
    void whole(int index, String id, String name, String arguments) {
        Call call = call(index, id, name);
        name(call, name);
        if (call.arguments.isEmpty()) {
            arguments(call, arguments);
        }
    }

    /** Ends every call. */
    void end() {
        for (Call call : calls) {
            if (call.name.isEmpty()) {
                throw new ModelException(
                        ModelException.Kind.MALFORMED,
                        "The model called a tool without naming it.",
                        null);
            }
            delta(call, call.characters.rest());
            start(call);
            String text = call.arguments.toString();
            // Some models write null, or nothing, for a tool without arguments.
            String json = text.isBlank() || text.strip().equals("null") ? "{}" : text;
            String problem = Json.problemOfObject(json);
            events.add(
                    problem.isEmpty()
                            ? new ModelEvent.ToolCallEnded(call.number, json)
                            : new ModelEvent.ToolCallMalformed(call.number, text, problem));
        }
    }

    private Call call(int index, String id, String name) {
        Call found = find(index, id, name);
        if (found != null) {
            return found;
        }
        if (calls.size() == CALLS_MAX) {
            throw tooLarge("more than " + CALLS_MAX + " tool calls");
        }
        Call added = new Call(calls.size(), index, id);
        calls.add(added);
        return added;
    }

    private @Nullable Call find(int index, String id, String name) {
        if (index != NO_INDEX) {
            Call call = lastOf(index);
            // A new id that comes with a name is a new call: some number every call 0.
            boolean another =
                    call != null
                            && !id.isEmpty()
                            && !call.id.isEmpty()
                            && !id.equals(call.id)
                            && !name.isEmpty();
            return another ? null : call;
        }
        if (!id.isEmpty()) {
            for (Call call : calls) {
                if (call.id.equals(id)) {
                    return call;
                }
            }
            return name.isEmpty() ? last() : null;
        }
        Call last = last();
        boolean lastIsWhole =
                last != null
                        && !last.arguments.isEmpty()
                        && Json.problemOfObject(last.arguments.toString()).isEmpty();
        return lastIsWhole && !name.isEmpty() ? null : last;
    }

    private @Nullable Call lastOf(int index) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).index == index) {
                return calls.get(i);
            }
        }
        return null;
    }

    private @Nullable Call last() {
        return calls.isEmpty() ? null : calls.getLast();
    }

    private void name(Call call, String fragment) {
        // Once the arguments have begun the name is whole; a repetition adds nothing.
        if (fragment.isEmpty() || call.started || fragment.equals(call.name)) {
            return;
        }
        call.name += fragment;
        if (call.name.length() > NAME_CHARS_MAX) {
            throw tooLarge("a tool's name of more than " + NAME_CHARS_MAX + " characters");
        }
        delta(call, "");
    }

    private void arguments(Call call, String fragment) {
        if (fragment.isEmpty()) {
            return;
        }
        argumentsChars += fragment.length();
        if (argumentsChars > ARGUMENTS_CHARS_MAX) {
            throw tooLarge("more than " + ARGUMENTS_CHARS_MAX + " characters of tool arguments");
        }
        delta(call, call.characters.next(fragment));
    }

    private void delta(Call call, String fragment) {
        call.arguments.append(fragment);
        if (call.started) {
            if (!fragment.isEmpty()) {
                events.add(new ModelEvent.ToolCallDelta(call.number, fragment));
            }
        } else if (!call.arguments.isEmpty() && !call.name.isEmpty()) {
            start(call);
        }
    }

    /** The name may come in pieces, so a call begins with its first arguments, or at the end. */
    private void start(Call call) {
        if (call.started) {
            return;
        }
        call.started = true;
        events.add(new ModelEvent.ToolCallStarted(call.number, call.name));
        if (!call.arguments.isEmpty()) {
            events.add(new ModelEvent.ToolCallDelta(call.number, call.arguments.toString()));
        }
    }

    private static ModelException tooLarge(String what) {
        return new ModelException(
                ModelException.Kind.MALFORMED, "The model sent " + what + ".", null);
    }
}
