package dev.parley.app;

import java.io.PrintStream;
import java.nio.file.Files;

/** What the terminal shows once the server serves. */
final class Greeting {

    private Greeting() {}

    static void print(PrintStream out, AppConfig config, String url) {
        out.println();
        out.println("  Parley is at " + url);
        out.println();
        if (config.model().demo()) {
            out.println("  Demo model: no language model is configured.");
            out.println("    Set OPENAI_API_KEY, or OPENAI_BASE_URL for another endpoint.");
        } else {
            out.println("  Model: " + String.join(", ", config.model().names()));
        }
        if (Files.exists(config.mcpConfig())) {
            out.println("  Servers: from " + config.mcpConfig());
        } else {
            out.println("  Demo server: no MCP server is configured.");
            out.println("    Name some in " + config.mcpConfig() + " (the mcpServers format).");
        }
        out.println("  Data: " + config.dataDir().toAbsolutePath().normalize());
        out.println();
        out.flush();
    }
}
