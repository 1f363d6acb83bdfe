package dev.parley.http;

import dev.parley.prompt.PromptService;
import dev.parley.prompt.PromptSource;
import dev.parley.prompt.ResourceSource;
import dev.parley.token.Authorizer;
import dev.parley.token.Principal;
import dev.parley.tool.ToolServer;
import java.util.List;

/**
 * The servers the page shows; one server may be in each list, under the same name.
 *
 * @param authorizer asks for grants there
 */
public record Servers(
        List<? extends ToolServer> tools,
        List<? extends PromptSource> prompts,
        List<? extends ResourceSource> resources,
        PromptService promptService,
        Authorizer authorizer) {

    public Servers {
        tools = List.copyOf(tools);
        prompts = List.copyOf(prompts);
        resources = List.copyOf(resources);
    }

    /**
     * Whether there is a server of this name for {@code principal}, who must not be able to tell
     * one that is for others from none. May block for five seconds.
     */
    boolean has(String server, Principal principal) {
        return tools.stream().anyMatch(it -> it.name().equals(server) && it.isFor(principal));
    }
}
