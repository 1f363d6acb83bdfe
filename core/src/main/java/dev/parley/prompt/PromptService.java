package dev.parley.prompt;

import dev.parley.token.Principal;
import dev.parley.tool.ToolServerException;
import java.util.List;
import java.util.Map;

/** Finds and renders the prompts of all servers. Safe for use by many threads. */
public final class PromptService {

    private final List<PromptSource> sources;

    public PromptService(List<? extends PromptSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * Renders a prompt of one server, after checking that it exists and that no required argument
     * is missing.
     *
     * @throws PromptNotFound when there is no such server or prompt
     * @throws IllegalArgumentException naming the required arguments that are missing, or in the
     *     words of the server when it does not take one
     * @throws ToolServerException when the server cannot be reached or refuses for another reason
     */
    public List<PromptMessage> render(
            Principal principal, String server, String prompt, Map<String, String> arguments) {
        PromptSource source = source(server, prompt);
        Prompt found =
                source.prompts(principal).stream()
                        .filter(it -> it.name().equals(prompt))
                        .findFirst()
                        .orElseThrow(() -> new PromptNotFound(server, prompt));
        List<String> missing =
                found.arguments().stream()
                        .filter(
                                it ->
                                        it.required()
                                                && arguments.getOrDefault(it.name(), "").isBlank())
                        .map(PromptArgument::name)
                        .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "prompt " + server + ":" + prompt + " needs " + String.join(", ", missing));
        }
        return source.render(principal, prompt, arguments);
    }

    /**
     * Suggests values for an argument of a prompt; blocks for at most that server's limits.
     *
     * @throws PromptNotFound when there is no such server
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    public Completion complete(
            Principal principal, String server, String prompt, ArgumentInput argument) {
        return source(server, prompt).complete(principal, prompt, argument);
    }

    private PromptSource source(String server, String prompt) {
        return sources.stream()
                .filter(it -> it.name().equals(server))
                .findFirst()
                .orElseThrow(() -> new PromptNotFound(server, prompt));
    }
}
