package dev.parley.prompt;

import dev.parley.token.Principal;
import dev.parley.tool.ToolServerException;
import java.util.List;
import java.util.Map;

/**
 * A server that offers prompts. Safe for use by many threads. Every method may connect first, and
 * then blocks for at most the server's connect and request limits.
 */
public interface PromptSource {

    /** The server's name in the settings; unique. */
    String name();

    /**
     * The server's prompts; empty when it offers none.
     *
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    List<Prompt> prompts(Principal principal);

    /**
     * Renders a prompt.
     *
     * @return at least one message
     * @throws PromptNotFound when there is no such server for the principal
     * @throws IllegalArgumentException when the server does not take the name or an argument; the
     *     message is a sentence for the user
     * @throws ToolServerException when the server cannot be reached or refuses for another reason
     */
    List<PromptMessage> render(Principal principal, String prompt, Map<String, String> arguments);

    /**
     * Suggests values for an argument of a prompt; none where the server suggests none.
     *
     * @throws PromptNotFound when there is no such server for the principal
     * @throws ToolServerException when the server cannot be reached or refuses the name or the
     *     argument
     */
    default Completion complete(Principal principal, String prompt, ArgumentInput argument) {
        return Completion.NONE;
    }
}
