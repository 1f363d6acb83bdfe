package dev.parley.prompt;

import dev.parley.token.Principal;
import dev.parley.tool.ToolServerException;
import java.util.List;
import java.util.OptionalLong;

/**
 * A server that offers resources. Safe for use by many threads. Every method may connect first, and
 * then blocks for at most the server's connect and request limits.
 */
public interface ResourceSource {

    /** The server's name in the settings; unique. */
    String name();

    /**
     * The server's resources; empty when it offers none.
     *
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    List<Resource> resources(Principal principal);

    /**
     * The patterns of further resources; empty when the server has none.
     *
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    default List<ResourceTemplate> templates(Principal principal) {
        return List.of();
    }

    /**
     * Reads a resource, listed or not, from the server itself: nobody else is asked for {@code
     * uri}, whatever its scheme.
     *
     * @return its pieces; empty when it holds none
     * @throws ResourceNotFound when the server has no such resource, or there is no such server for
     *     the principal
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    default List<ResourceContent> read(Principal principal, String uri) {
        throw new ResourceNotFound(name(), uri);
    }

    /**
     * Suggests values for a variable of a template; none where the server suggests none.
     *
     * @throws ResourceNotFound when there is no such server for the principal
     * @throws ToolServerException when the server cannot be reached or refuses the template or the
     *     variable
     */
    default Completion completeTemplate(
            Principal principal, String uriTemplate, ArgumentInput variable) {
        return Completion.NONE;
    }

    /**
     * Asks the server to announce changes of a resource, for as long as the connection lasts.
     *
     * @return whether it does; false when it cannot, or when too many resources are subscribed to
     * @throws ResourceNotFound when there is no such server for the principal
     * @throws ToolServerException when the server cannot be reached or refuses
     */
    default boolean subscribe(Principal principal, String uri) {
        return false;
    }

    /**
     * Ends a subscription; does nothing when there is none.
     *
     * @throws ToolServerException when the server refuses
     */
    default void unsubscribe(Principal principal, String uri) {}

    /**
     * How often a change of the resource was announced since it was subscribed to. Empty when it is
     * not subscribed to, or no longer as its connection was lost: then read and subscribe anew.
     * Never blocks.
     */
    default OptionalLong changes(Principal principal, String uri) {
        return OptionalLong.empty();
    }
}
