package dev.parley.mcp;

final class OverStdioTest extends EverythingContract {

    @Override
    McpServerConfig.Transport reach() {
        return NodeServers.everything();
    }
}
