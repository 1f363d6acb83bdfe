package dev.parley.prompt;

import dev.parley.token.Principal;
import dev.parley.tool.ToolServerException;
import java.util.List;

/** A server that offers resources. Safe for use by many threads. */
public interface ResourceSource {

    /** The server's name in the settings; unique. */
    String name();

    /**
     * The server's resources; empty when it offers none. May connect first, and then blocks for at
     * most the server's connect limit.
     *
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    List<Resource> resources(Principal principal);
}
