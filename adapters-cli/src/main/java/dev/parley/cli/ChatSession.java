package dev.parley.cli;

import dev.parley.token.Principal;
import dev.parley.tool.ToolServer;
import dev.parley.turn.ChatService;
import java.util.List;

/**
 * What a chat in this terminal works with.
 *
 * @param closing closes everything that was opened for the session
 */
public record ChatSession(
        ChatService chat, Principal principal, List<? extends ToolServer> servers, Runnable closing)
        implements AutoCloseable {

    public ChatSession {
        servers = List.copyOf(servers);
    }

    @Override
    public void close() {
        closing.run();
    }
}
