package dev.parley.cli;

import dev.parley.prompt.PromptSource;
import dev.parley.prompt.ResourceSource;
import dev.parley.token.Authorizer;
import dev.parley.token.Principal;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.ToolServer;
import java.util.List;

/**
 * The servers as this terminal's user may use them, without a model; one server may be in each
 * list, under the same name.
 *
 * @param authorizer asks for grants at the servers of the settings
 * @param closing closes everything that was opened for the session
 */
public record ServerSession(
        Authorizer authorizer,
        Principal principal,
        List<? extends ToolServer> tools,
        List<? extends PromptSource> prompts,
        List<? extends ResourceSource> resources,
        ToolPolicy policy,
        Runnable closing)
        implements AutoCloseable {

    public ServerSession {
        tools = List.copyOf(tools);
        prompts = List.copyOf(prompts);
        resources = List.copyOf(resources);
    }

    @Override
    public void close() {
        closing.run();
    }
}
