package dev.parley.mcp;

import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.tool.ServerStatus;
import dev.parley.tool.ToolServerException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What one server lets a principal in by, besides the headers of the settings. Safe for use by many
 * threads.
 */
interface Access {

    /**
     * No principal has anything of their own to show: a child process, or a key in the settings.
     */
    Access NONE =
            new Access() {
                @Override
                public Optional<Secret> token(Principal principal) {
                    return Optional.empty();
                }

                @Override
                public <T> T passing(Principal principal, String operation, Supplier<T> work) {
                    return work.get();
                }

                @Override
                public ServerStatus status(Principal principal, ServerStatus connection) {
                    return connection;
                }
            };

    /** The access token for a request, asked for each; blocks for its renewal at most. */
    Optional<Secret> token(Principal principal);

    /**
     * Does {@code work}, and once more with a better token when the server refuses the first one:
     * what it refused it has not begun.
     *
     * @param operation what is done, as {@code tools/call write_file}
     * @throws ToolServerException {@code NEEDS_SIGN_IN} when only the principal can help
     */
    <T> T passing(Principal principal, String operation, Supplier<T> work);

    /**
     * How the principal stands with the server. Blocks for the store.
     *
     * @param connection how the connection stands by itself
     */
    ServerStatus status(Principal principal, ServerStatus connection);
}
