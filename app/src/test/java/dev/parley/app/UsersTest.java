package dev.parley.app;

import static dev.parley.model.ScriptedChatModel.say;
import static dev.parley.model.ScriptedChatModel.sayAfter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.Session;
import dev.parley.access.SessionLimits;
import dev.parley.access.Sessions;
import dev.parley.access.SignedIn;
import dev.parley.cli.ParleyCommand;
import dev.parley.conversation.ConversationId;
import dev.parley.model.ScriptedChatModel;
import dev.parley.prompt.PromptService;
import dev.parley.storage.Database;
import dev.parley.storage.DatabaseConfig;
import dev.parley.storage.JdbiAccountStore;
import dev.parley.storage.JdbiConversationStore;
import dev.parley.storage.JdbiSessionStore;
import dev.parley.storage.JdbiStandingApprovalStore;
import dev.parley.storage.JdbiTurnJournal;
import dev.parley.storage.PostgresProcess;
import dev.parley.token.Principal;
import dev.parley.tool.ToolPolicy;
import dev.parley.turn.ChatService;
import dev.parley.turn.RandomIds;
import dev.parley.turn.TurnEnvironment;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnJournal;
import dev.parley.turn.TurnLimits;
import dev.parley.turn.TurnLog;
import dev.parley.turn.TurnLogs;
import dev.parley.turn.TurnOutcome;
import dev.parley.turn.UserInput;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands for users, with all they are made of, beside what runs on the same database. */
@Timeout(60)
class UsersTest {

    private static final String ISSUER = "https://id.example";
    private static final Principal ANN = new Principal(ISSUER, "ann", "Ann");

    private static final String KEYS =
            "k1:" + Base64.getEncoder().encodeToString(new SecureRandom().generateSeed(32));

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void s09CommandEndsWhatRunsOnAReplicaWithoutBecomingOne() throws Exception {
        String url = PostgresProcess.shared().newDatabase();
        Map<String, String> settings =
                Map.of("PARLEY_DATABASE_URL", url, "PARLEY_VAULT_KEYS", KEYS);
        try (Database database = Database.open(DatabaseConfig.postgres(url));
                ChatService replica = replica(database)) {
            Sessions sessions = sessions(database);
            sessions.start(new SignedIn(ANN, Set.of("acme")), "Firefox");
            List<Session> signedIn = sessions.list(ANN);
            TurnLog turn = replica.send(ANN, new ConversationId("c1"), UserInput.Text.of("Hi"));

            assertThat(run(settings, "users", "disable", ISSUER, "ann"))
                    .as(err.toString())
                    .isZero();

            assertThat(out.toString()).contains("1 session ended, 1 running turn stopped");
            assertThat(((TurnEvent.Ended) TurnLogs.whole(turn).getLast()).outcome())
                    .isEqualTo(new TurnOutcome.Stopped());
            assertThat(sessions.ended(signedIn)).hasSize(1);
            assertThat(run(settings, "users")).isZero();
            assertThat(out.toString()).contains("disabled  acme");
            assertThat(replicas(url)).isEqualTo(1);
        } finally {
            never.countDown();
        }
    }

    @Test
    void s09CommandsWorkInTheDataFolderWhileNoServerHoldsIt() {
        Path data = folder.resolve("data");
        Map<String, String> settings = Map.of("PARLEY_DATA_DIR", data.toString());
        try (Database database = Database.open(DatabaseConfig.in(data))) {
            sessions(database).start(new SignedIn(ANN, Set.of()), "Firefox");

            assertThat(run(settings, "users")).isEqualTo(1);
            assertThat(err.toString()).contains("in use by another Parley");
        }

        assertThat(run(settings, "users", "sign-out", ISSUER, "ann")).isZero();
        assertThat(run(settings, "users", "disable", ISSUER, "ann")).isZero();
        assertThat(run(settings, "users", "disable", ISSUER, "bob")).isEqualTo(5);

        try (Database database = Database.open(DatabaseConfig.in(data))) {
            JdbiAccountStore accounts = new JdbiAccountStore(database);
            assertThat(accounts.find(ANN).orElseThrow().disabled()).isTrue();
            assertThat(sessions(database).list(ANN)).isEmpty();
        }
    }

    private static int replicas(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM replica")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private ChatService replica(Database database) {
        ScriptedChatModel model = new ScriptedChatModel().then(say("one "), sayAfter(never, "two"));
        return new ChatService(
                new TurnEnvironment(
                        model,
                        List.of(),
                        new ToolPolicy(Map.of()),
                        new JdbiStandingApprovalStore(database),
                        new JdbiConversationStore(database),
                        new JdbiTurnJournal(database),
                        TurnJournal.LEASE_DEFAULT,
                        "Be helpful.",
                        TurnLimits.DEFAULT,
                        InstantSource.system(),
                        new RandomIds()),
                new PromptService(List.of()));
    }

    private static Sessions sessions(Database database) {
        return new Sessions(
                new JdbiSessionStore(database),
                new JdbiAccountStore(database),
                SessionLimits.DEFAULT,
                InstantSource.system());
    }

    private int run(Map<String, String> settings, String... arguments) {
        return ParleyCommand.run(
                new AppLauncher(settings),
                "1",
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false,
                arguments);
    }
}
