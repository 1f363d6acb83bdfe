package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.Accounts;
import dev.parley.access.InMemoryAccountStore;
import dev.parley.access.InMemorySessionStore;
import dev.parley.access.SessionLimits;
import dev.parley.access.Sessions;
import dev.parley.access.SignedIn;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.turn.TurnJournalException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UsersCommandTest {

    private static final String ISSUER = "https://id.example";
    private static final Principal ANN = new Principal(ISSUER, "ann", "Ann Lee");
    private static final Principal BOB = new Principal(ISSUER, "bob", "Bob");

    private Instant now = Instant.parse("2026-11-01T10:00:00.456Z");
    private final InMemoryAccountStore store = new InMemoryAccountStore();
    private final Sessions sessions =
            new Sessions(new InMemorySessionStore(), store, SessionLimits.DEFAULT, () -> now);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int running;
    private boolean journalDown;
    private boolean closed;

    @Test
    void s09UsersAreListedTheLastOneFirst() {
        signIn(ANN, Set.of("beta", "acme"));
        now = now.plusSeconds(60);
        signIn(BOB, Set.of());
        store.disable(BOB, true);

        assertThat(run("users")).isZero();

        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        """
                        issuer              subject  name     last sign-in          state     organizations
                        https://id.example  bob      Bob      2026-11-01T10:01:00Z  disabled
                        https://id.example  ann      Ann Lee  2026-11-01T10:00:00Z            acme, beta
                        """);
        assertThat(closed).isTrue();
    }

    @Test
    void s09UsersAreListedAsJson() {
        signIn(ANN, Set.of("beta", "acme"));

        assertThat(run("users", "--json")).isZero();

        assertThat(out.toString().replaceAll("\\s", ""))
                .isEqualTo(
                        """
                        {"users":[{"issuer":"https://id.example","subject":"ann","name":"AnnLee",\
                        "signedInAt":"2026-11-01T10:00:00.456Z","organizations":["acme","beta"],\
                        "disabled":false}]}""");
    }

    @Test
    void nameFromAProviderDoesNothingToTheTerminal() {
        signIn(new Principal(ISSUER, "eve", "Eve\u001b[2J\nadmin"), Set.of());

        run("users");

        assertThat(out.toString()).contains("Eve\\u001b[2J admin").doesNotContain("\u001b");
    }

    @Test
    void listThatIsTooLongSaysSo() {
        for (int i = 0; i <= UsersCommand.USERS_MAX; i++) {
            store.signedIn(new SignedIn(new Principal(ISSUER, "user" + i, "User"), Set.of()), now);
        }

        assertThat(run("users")).isZero();

        assertThat(out.toString().lines()).hasSize(1 + UsersCommand.USERS_MAX);
        assertThat(err.toString()).contains("there are more");
    }

    @Test
    void s09DisablingEndsSessionsAndTurnsAndSaysHowMany() {
        Secret desk = signIn(ANN, Set.of());
        signIn(ANN, Set.of());
        Secret bobs = signIn(BOB, Set.of());
        running = 1;

        assertThat(run("users", "disable", ISSUER, "ann")).isZero();

        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        "Disabled https://id.example ann: 2 sessions ended, 1 running turn"
                                + " stopped.\n");
        assertThat(sessions.find(desk)).isEmpty();
        assertThat(sessions.find(bobs)).isPresent();
        assertThat(store.find(ANN).orElseThrow().disabled()).isTrue();
        assertThat(running).isZero();
        assertThat(closed).isTrue();
    }

    @Test
    void s09EnablingLetsInAgain() {
        signIn(ANN, Set.of());
        run("users", "disable", ISSUER, "ann");

        assertThat(run("users", "enable", ISSUER, "ann")).isZero();

        assertThat(sessions.find(signIn(ANN, Set.of()))).isPresent();
        assertThat(out.toString()).contains("Enabled https://id.example ann.");
    }

    @Test
    void s09SigningOutEndsSessionsOnly() {
        Secret token = signIn(ANN, Set.of());
        running = 1;

        assertThat(run("users", "sign-out", ISSUER, "ann")).isZero();

        assertThat(sessions.find(token)).isEmpty();
        assertThat(running).isEqualTo(1);
        assertThat(out.toString()).contains("1 session ended.");
        assertThat(sessions.find(signIn(ANN, Set.of()))).isPresent();
    }

    @Test
    void userWhoIsNotThereIsExitCodeFive() {
        signIn(ANN, Set.of());
        for (String command : new String[] {"disable", "enable", "sign-out"}) {
            assertThat(run("users", command, ISSUER, "Ann")).as(command).isEqualTo(5);
            assertThat(run("users", command, "https://other.example", "ann")).isEqualTo(5);
        }

        assertThat(err.toString()).contains("there is no user https://id.example Ann");
        assertThat(out.toString()).isEmpty();
        assertThat(store.find(ANN).orElseThrow().disabled()).isFalse();
    }

    @Test
    void halfAUserIsWrongUsage() {
        assertThat(run("users", "disable", ISSUER)).isEqualTo(2);
        assertThat(run("users", "disable", " ", "ann")).isEqualTo(2);
        assertThat(run("users", "disable", ISSUER, "")).isEqualTo(2);
        assertThat(closed).isFalse();
    }

    @Test
    void databaseThatFailsIsOneLineAndExitCodeOne() {
        signIn(ANN, Set.of());
        journalDown = true;

        assertThat(run("users", "disable", ISSUER, "ann")).isEqualTo(1);

        assertThat(err.toString()).isEqualToNormalizingNewlines("parley: cannot stop turns\n");
        assertThat(closed).isTrue();
    }

    @Test
    void everyCommandHasAnExample() {
        for (String command : new String[] {"disable", "enable", "sign-out"}) {
            assertThat(run("users", command, "--help")).isZero();
            assertThat(out.toString()).contains("Example: parley users " + command);
        }
        assertThat(run("users", "--help")).isZero();
        assertThat(out.toString()).contains("Example: parley users --json", "sign-out");
    }

    private Secret signIn(Principal principal, Set<String> organizations) {
        return sessions.start(new SignedIn(principal, organizations), "Firefox");
    }

    private int stopTurns(Principal principal) {
        if (journalDown) {
            throw new TurnJournalException("cannot stop turns", new IllegalStateException());
        }
        int stopped = running;
        running = 0;
        return stopped;
    }

    private int run(String... arguments) {
        return ParleyCommand.run(
                new UnaskedLauncher() {
                    @Override
                    public UserSession openUsers(String config) {
                        return new UserSession(
                                new Accounts(store, sessions, UsersCommandTest.this::stopTurns),
                                () -> closed = true);
                    }
                },
                "1",
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false,
                arguments);
    }
}
