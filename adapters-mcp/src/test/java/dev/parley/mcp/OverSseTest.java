package dev.parley.mcp;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

final class OverSseTest extends EverythingContract {

    private @Nullable ListeningServer process;

    @Override
    McpServerConfig.Transport reach() throws Exception {
        ListeningServer started = ListeningServer.start("sse");
        process = started;
        return new McpServerConfig.Transport.Sse(started.url("/sse"), Map.of());
    }

    @AfterAll
    void stop() throws Exception {
        if (process != null) {
            process.close();
        }
    }
}
