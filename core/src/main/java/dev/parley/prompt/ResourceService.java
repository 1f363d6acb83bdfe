package dev.parley.prompt;

import dev.parley.token.Principal;
import dev.parley.tool.ToolServerException;
import java.util.List;

/** Reads the resources of all servers. Safe for use by many threads. */
public final class ResourceService {

    private final List<ResourceSource> sources;

    public ResourceService(List<? extends ResourceSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * Reads a resource of one server; blocks for at most that server's limits.
     *
     * @throws ResourceNotFound when there is no such server or resource
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    public List<ResourceContent> read(Principal principal, String server, String uri) {
        return source(server, uri).read(principal, uri);
    }

    /**
     * Suggests values for a variable of a template; blocks for at most that server's limits.
     *
     * @throws ResourceNotFound when there is no such server
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    public Completion complete(
            Principal principal, String server, String uriTemplate, ArgumentInput variable) {
        return source(server, uriTemplate).completeTemplate(principal, uriTemplate, variable);
    }

    private ResourceSource source(String server, String uri) {
        return sources.stream()
                .filter(it -> it.name().equals(server))
                .findFirst()
                .orElseThrow(() -> new ResourceNotFound(server, uri));
    }
}
