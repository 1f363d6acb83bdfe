package dev.parley.cli;

/** Starts nothing; a test lets it start what its command should ask for. */
class UnaskedLauncher implements Launcher {

    @Override
    public int serve(String config) {
        throw new AssertionError("not asked to serve");
    }

    @Override
    public ChatSession openChat(String config) {
        throw new AssertionError("not asked to chat");
    }

    @Override
    public ServerSession openServers(String config) {
        throw new AssertionError("not asked for a server");
    }

    @Override
    public ApprovalSession openApprovals(String config) {
        throw new AssertionError("not asked for approvals");
    }

    @Override
    public UserSession openUsers(String config) {
        throw new AssertionError("not asked for users");
    }

    @Override
    public VaultReport vaultStatus(String config) {
        throw new AssertionError("not asked for the vault");
    }

    @Override
    public VaultReport rotateVault(String config) {
        throw new AssertionError("not asked for the vault");
    }
}
