package dev.parley.tool;

import dev.parley.conversation.Part.ToolCall;
import dev.parley.conversation.Part.ToolResult;
import dev.parley.conversation.ToolStatus;
import dev.parley.token.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A tool server whose tools are lambdas; keeps the calls it was given. */
public final class FakeToolServer implements ToolServer {

    /** What a tool does; the string is its text result. */
    @FunctionalInterface
    public interface Behaviour {
        String run(ToolCall call, ToolCallContext context) throws InterruptedException;
    }

    private record Held(Tool tool, Behaviour behaviour) {}

    private final String name;
    private final Predicate<Principal> members;
    private final Map<String, Held> tools = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<ToolCall> calls = new ArrayList<>();

    public FakeToolServer(String name) {
        this(name, everybody -> true);
    }

    /** One that is only for some. */
    public FakeToolServer(String name, Predicate<Principal> members) {
        this.name = name;
        this.members = members;
    }

    public FakeToolServer tool(
            String remoteName, ToolAnnotations annotations, Behaviour behaviour) {
        Tool tool = Tool.of(name, remoteName, "", "", "{\"type\":\"object\"}", annotations);
        tools.put(remoteName, new Held(tool, behaviour));
        return this;
    }

    /** Says something else of the tool {@code remoteName} from now on. */
    public FakeToolServer define(String remoteName, String definition) {
        tools.computeIfPresent(
                remoteName,
                (key, held) -> new Held(held.tool().withDefinition(definition), held.behaviour()));
        return this;
    }

    /** A tool that says it only reads. */
    public FakeToolServer readingTool(String remoteName, Behaviour behaviour) {
        return tool(remoteName, new ToolAnnotations(true, false, true, false), behaviour);
    }

    /** A tool that says nothing about itself, and so is taken to be dangerous. */
    public FakeToolServer writingTool(String remoteName, Behaviour behaviour) {
        return tool(remoteName, ToolAnnotations.UNKNOWN, behaviour);
    }

    /** A policy that believes this server. */
    public ToolPolicy trustingPolicy() {
        return new ToolPolicy(
                Map.of(
                        name,
                        new ToolPolicy.Rules(true, List.of(), List.of(), List.of("forbidden"))));
    }

    public List<ToolCall> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isFor(Principal principal) {
        return members.test(principal);
    }

    @Override
    public String instructions(Principal principal) {
        return "";
    }

    @Override
    public List<Tool> tools(Principal principal) {
        if (!isFor(principal)) {
            return List.of();
        }
        synchronized (tools) {
            return tools.values().stream().map(Held::tool).toList();
        }
    }

    @Override
    public ToolResult call(Principal principal, Tool tool, ToolCall call, ToolCallContext context) {
        if (!isFor(principal)) {
            throw new ToolServerException(
                    ToolServerException.Kind.REFUSED,
                    "There is no server " + name + ".",
                    false,
                    null);
        }
        synchronized (calls) {
            calls.add(call);
        }
        Held held = tools.get(tool.remoteName());
        if (held == null || !tool.server().equals(name)) {
            throw new AssertionError("called with a tool of another server: " + tool);
        }
        try {
            String text = held.behaviour().run(call, context);
            return ToolResult.of(call, ToolStatus.OK, text, Duration.ofMillis(1));
        } catch (InterruptedException e) {
            throw new ToolServerException(
                    ToolServerException.Kind.INTERRUPTED, "The call was interrupted.", true, e);
        }
    }
}
