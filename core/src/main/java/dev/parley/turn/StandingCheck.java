package dev.parley.turn;

import dev.parley.conversation.Consent;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.token.Principal;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.Toolbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last look before calls run by a standing approval: between the model's call and this moment
 * the user may have taken it back, at any replica, and the server may have changed its tool without
 * a word. Used by the turn's thread, for one round of calls.
 */
final class StandingCheck {

    private final StandingApprovals standing;
    private final Cancellation cancellation;
    private final Principal principal;
    private final Map<String, List<Tool>> listed = new HashMap<>();

    StandingCheck(StandingApprovals standing, Cancellation cancellation, Principal principal) {
        this.standing = standing;
        this.cancellation = cancellation;
        this.principal = principal;
    }

    /**
     * Whether the call, whose tool is in the toolbox, runs by no such approval or by one that
     * holds.
     */
    boolean holds(ToolCall call, Toolbox toolbox) {
        if (call.consent() != Consent.STANDING) {
            return true;
        }
        ToolServer server = toolbox.find(call.tool()).orElseThrow().server();
        return listed.computeIfAbsent(server.name(), name -> tools(server)).stream()
                .filter(tool -> tool.name().equals(call.tool()))
                .findFirst()
                .filter(tool -> tool.definition().equals(call.definition()))
                .filter(tool -> !standing.consent(tool).asks())
                .isPresent();
    }

    /** A server that does not tell what its tools are has none that is known to be the same. */
    private List<Tool> tools(ToolServer server) {
        return cancellation.interruptibly(
                () -> {
                    try {
                        return server.toolsNow(principal);
                    } catch (ToolServerException e) {
                        return List.of();
                    }
                });
    }
}
