package dev.parley.cli;

/**
 * Starts Parley for a command; the app implements it. Nothing heavy is loaded before one of these
 * is called, so that {@code --help} is quick.
 */
public interface Launcher {

    /**
     * Serves until the process is told to end.
     *
     * @param config path of the settings file; empty for the default one
     * @return the exit code
     * @throws StartException when the server cannot start
     */
    int serve(String config);

    /**
     * Opens what a chat in this terminal needs.
     *
     * @param config path of the settings file; empty for the default one
     * @return a session the caller must close
     * @throws StartException when it cannot be opened
     */
    ChatSession openChat(String config);

    /**
     * Opens what work with single servers in this terminal needs; nothing is connected before it is
     * used.
     *
     * @param config path of the settings file; empty for the default one
     * @return a session the caller must close
     * @throws StartException when it cannot be opened
     */
    ServerSession openServers(String config);

    /**
     * Opens what this terminal's user allows always; runs no turns.
     *
     * @param config path of the settings file; empty for the default one
     * @return a session the caller must close
     * @throws StartException when it cannot be opened
     */
    ApprovalSession openApprovals(String config);

    /**
     * Opens what it needs to keep users out and to let them in.
     *
     * @param config path of the settings file; empty for the default one
     * @return a session the caller must close
     * @throws StartException when it cannot be opened
     */
    UserSession openUsers(String config);

    /**
     * Counts what the vault holds, by the key it is sealed under.
     *
     * @param config path of the settings file; empty for the default one
     * @throws StartException when the database or the keys cannot be opened
     */
    VaultReport vaultStatus(String config);

    /**
     * Brings what the vault holds under the primary key, with a key file under a fresh one. May
     * take minutes; when it is interrupted, what is done is done and the rest follows at the next
     * start.
     *
     * @param config path of the settings file; empty for the default one
     * @return what the vault holds then
     * @throws StartException when the database or the keys cannot be opened
     */
    VaultReport rotateVault(String config);
}
