package dev.parley.turn;

import dev.parley.token.Principal;
import dev.parley.tool.ToolServer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** The system prompt of a turn: the setting, and what the assistant must know of the moment. */
final class SystemPrompt {

    /** One server must not crowd out the conversation. */
    private static final int INSTRUCTIONS_LENGTH_MAX = 4_000;

    private final TurnEnvironment environment;

    SystemPrompt(TurnEnvironment environment) {
        this.environment = environment;
    }

    String forTurn(Principal principal) {
        StringBuilder prompt = new StringBuilder(environment.systemPrompt());
        prompt.append("\n\nToday is ")
                .append(LocalDate.ofInstant(environment.clock().instant(), ZoneOffset.UTC))
                .append(" (UTC). You are talking to ")
                .append(principal.displayName())
                .append('.');
        List<? extends ToolServer> servers = environment.servers();
        if (!servers.isEmpty()) {
            prompt.append(" Connected servers: ")
                    .append(String.join(", ", servers.stream().map(ToolServer::name).toList()))
                    .append('.');
        }
        for (ToolServer server : servers) {
            String instructions = server.instructions(principal);
            if (!instructions.isBlank()) {
                prompt.append("\n\nWhat the server ")
                        .append(server.name())
                        .append(" says of itself:\n");
                prompt.append(excerpt(instructions));
            }
        }
        return prompt.toString();
    }

    private static String excerpt(String instructions) {
        return instructions.length() <= INSTRUCTIONS_LENGTH_MAX
                ? instructions
                : instructions.substring(0, INSTRUCTIONS_LENGTH_MAX) + "\n[cut]";
    }
}
