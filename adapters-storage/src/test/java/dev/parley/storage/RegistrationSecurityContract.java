package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.ClientAuthentication;
import dev.parley.token.ClientRegistration;
import dev.parley.token.Secret;
import dev.parley.token.TokenStoreException;
import dev.parley.token.VaultStatus;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What someone who can write to the database can do to client registrations: only delete. */
abstract class RegistrationSecurityContract {

    private static final String ISSUER = "https://as.example";
    private static final String WEB = "https://parley.example/api/auth/callback";
    private static final String TERMINAL = "http://127.0.0.1:8971/callback";

    private static final ClientRegistration CONFIDENTIAL =
            new ClientRegistration(
                    "files",
                    ISSUER,
                    WEB,
                    "one",
                    ClientAuthentication.BASIC,
                    Secret.of("secret-of-one"),
                    Instant.MAX,
                    ISSUER + "/register/one",
                    Secret.of("secret-registration"));

    private static final ClientRegistration PUBLIC =
            ClientRegistration.ofPublicClient("files", ISSUER, TERMINAL, "two");

    private static final String MISMATCH =
            "vault.binding_mismatch principal=installation server=files";
    private static final String NOT_SEALED = "vault.not_sealed principal=installation server=files";
    private static final String ROLLBACK = "vault.rollback principal=installation server=files";

    private final String key = TestKeys.entry("k1");
    private final Vault vault = TestKeys.vault(key);
    private final AuditLog audit = AuditLog.open();

    /** Opened once per class. */
    abstract Database database();

    @BeforeEach
    void empty() {
        sql("DELETE FROM vault_owner");
        sql("DELETE FROM registration_lease");
    }

    @AfterEach
    void noAuditLineHoldsASecret() {
        assertThat(String.join("\n", audit.lines())).doesNotContain("secret-");
        audit.close();
    }

    @Test
    void v02NothingReadableOfAClientMayChange() {
        for (ClientRegistration saved : List.of(CONFIDENTIAL, PUBLIC)) {
            for (String change :
                    List.of(
                            "issuer = 'https://evil.example'",
                            "redirect_uri = 'https://evil.example/callback'",
                            "client_id = 'evil'",
                            "client_id = ''",
                            "client_authentication = 'POST'",
                            "client_authentication = 'no such'",
                            "registration_uri = 'https://evil.example'")) {
                registrations().save(saved);
                assertThat(found(saved)).isTrue();

                sql("UPDATE oauth_client SET " + change);

                assertThat(found(saved)).as("%s of %s", change, saved).isFalse();
                assertThat(audit.taken()).as(change).containsExactly(MISMATCH);
                sql("DELETE FROM vault_owner");
            }
        }
    }

    @Test
    void v02AClientIdOfSomebodyElseIsNotFound() {
        registrations().save(PUBLIC);

        sql("UPDATE oauth_client SET client_id = 'evil'");

        assertThat(registrations().findClient("files", ISSUER, "evil")).isEmpty();
        assertThat(audit.taken()).containsExactly(MISMATCH);
    }

    @Test
    void v02ARegistrationStaysWhereItsAnswersComeTo() {
        registrations().save(CONFIDENTIAL);
        registrations().save(PUBLIC);

        sql("UPDATE oauth_client SET id = 'parked' WHERE client_id = 'two'");
        sql("UPDATE oauth_client SET id = ? WHERE client_id = 'one'", id(PUBLIC));

        assertThat(registrations().find("files", ISSUER, TERMINAL)).isEmpty();
        assertThat(audit.taken()).containsExactly(ROLLBACK);
    }

    @Test
    void v02AnAlteredRowDoesNotHideTheClientItLooksLike() {
        registrations().save(CONFIDENTIAL);
        registrations().save(PUBLIC);

        for (String other : List.of("one", "two")) {
            String saved = other.equals("one") ? "two" : "one";
            sql("UPDATE oauth_client SET client_id = ? WHERE client_id = ?", saved, other);

            assertThat(registrations().findClient("files", ISSUER, saved))
                    .contains(saved.equals("one") ? CONFIDENTIAL : PUBLIC);
            sql("DELETE FROM vault_owner");
            registrations().save(CONFIDENTIAL);
            registrations().save(PUBLIC);
        }
    }

    @Test
    void v02AConfidentialClientCannotBeMadePublic() {
        registrations().save(PUBLIC);
        String none = value("SELECT client_secret FROM oauth_client");
        String noToken = value("SELECT registration_token FROM oauth_client");
        sql("DELETE FROM oauth_client");
        registrations().save(CONFIDENTIAL);

        sql(
                "UPDATE oauth_client SET client_authentication = 'NONE', client_secret = ?,"
                        + " registration_token = ?",
                none,
                noToken);

        assertThat(found(CONFIDENTIAL)).isFalse();
        assertThat(audit.taken()).containsExactly(MISMATCH);
    }

    @Test
    void v04AnEmptiedSecretIsNoPublicClient() {
        for (String column : List.of("client_secret", "registration_token")) {
            for (ClientRegistration saved : List.of(CONFIDENTIAL, PUBLIC)) {
                registrations().save(saved);
                sql("UPDATE oauth_client SET " + column + " = ''");
                assertThat(found(saved)).isFalse();
                assertThat(audit.taken()).containsExactly(NOT_SEALED);
            }
        }
    }

    @Test
    void v04NotEvenWhoeverChangesTheTableMakesAPublicClient() {
        registrations().save(CONFIDENTIAL);
        sql("ALTER TABLE oauth_client ALTER COLUMN client_secret DROP NOT NULL");
        sql("ALTER TABLE oauth_client ALTER COLUMN registration_token DROP NOT NULL");
        try {
            sql(
                    "UPDATE oauth_client SET client_id = 'evil', client_authentication = 'NONE',"
                            + " client_secret = NULL, registration_token = NULL");

            assertThat(found(CONFIDENTIAL)).isFalse();
            new VaultRotation(database(), TestKeys.vault(TestKeys.entry("k2"), key)).run();
            assertThat(audit.taken()).containsExactly(NOT_SEALED);
        } finally {
            sql("DELETE FROM oauth_client");
            sql("ALTER TABLE oauth_client ALTER COLUMN client_secret SET NOT NULL");
            sql("ALTER TABLE oauth_client ALTER COLUMN registration_token SET NOT NULL");
        }
    }

    @Test
    void v04PlainTextIsNeverAClientsSecret() {
        registrations().save(CONFIDENTIAL);

        sql("UPDATE oauth_client SET client_secret = '=secret-plain'");

        assertThat(found(CONFIDENTIAL)).isFalse();
        assertThat(audit.taken()).containsExactly(NOT_SEALED);
    }

    @Test
    void v02ARegistrationTokenIsNoClientSecret() {
        registrations().save(CONFIDENTIAL);

        sql(
                "UPDATE oauth_client SET client_secret = registration_token,"
                        + " registration_token = client_secret");

        assertThat(found(CONFIDENTIAL)).isFalse();
        assertThat(audit.taken()).containsExactly(MISMATCH);
    }

    @Test
    void v11AnOlderRegistrationThatWasPutBackIsARollback() {
        for (ClientRegistration saved : List.of(CONFIDENTIAL, PUBLIC)) {
            registrations().save(saved);
            // Parked, not overwritten: under an id of its own it would be there still.
            sql("UPDATE oauth_client SET id = 'parked'");
            registrations().save(saved);
            sql("DELETE FROM oauth_client WHERE id = ?", id(saved));
            sql("UPDATE oauth_client SET id = ?", id(saved));

            assertThat(found(saved)).isFalse();
            assertThat(audit.taken()).containsExactly(ROLLBACK);
            sql("DELETE FROM vault_owner");
        }
    }

    @Test
    void v11ADeletedRegistrationThatIsThereAgainIsARollback() {
        registrations().save(PUBLIC);
        sql("CREATE TABLE backup AS SELECT * FROM oauth_client");
        try {
            registrations().delete("files", ISSUER, "two");
            assertThat(found(PUBLIC)).isFalse();
            assertThat(audit.taken()).isEmpty();

            sql("INSERT INTO oauth_client SELECT * FROM backup");

            assertThat(found(PUBLIC)).isFalse();
            assertThat(registrations().findClient("files", ISSUER, "two")).isEmpty();
            assertThat(audit.taken()).containsExactly(ROLLBACK, ROLLBACK);
        } finally {
            sql("DROP TABLE backup");
        }
    }

    @Test
    void whatIsDamagedCanBeRegisteredAnew() {
        for (String change :
                List.of(
                        "UPDATE oauth_client SET client_secret = 'x'",
                        "UPDATE oauth_client SET client_id = 'evil'",
                        "UPDATE oauth_client SET server = 'mail'",
                        "UPDATE vault_owner SET register = 'x'",
                        "UPDATE vault_owner SET owner = 'someone'")) {
            registrations().save(CONFIDENTIAL);
            sql(change);
            assertThat(found(CONFIDENTIAL)).as(change).isFalse();

            registrations().save(CONFIDENTIAL);

            assertThat(found(CONFIDENTIAL)).as(change).isTrue();
        }
    }

    @Test
    void v03RegistrationsOutliveAChangeOfKeys() {
        registrations().save(CONFIDENTIAL);
        registrations().save(PUBLIC);
        String next = TestKeys.entry("k2");

        VaultStatus status = new VaultRotation(database(), TestKeys.vault(next, key)).run();

        // Two values of each, whether or not there are secrets, and the key of their owner.
        assertThat(status.keys())
                .containsExactly(
                        new VaultStatus.Key("k2", VaultStatus.Use.PRIMARY, 5),
                        new VaultStatus.Key("k1", VaultStatus.Use.DECRYPTS, 0));
        var registrations = new JdbiClientRegistrationStore(database(), TestKeys.vault(next));
        assertThat(registrations.find("files", ISSUER, WEB)).contains(CONFIDENTIAL);
        assertThat(registrations.find("files", ISSUER, TERMINAL)).contains(PUBLIC);
    }

    @Test
    void v03AnAlteredPublicClientIsNotBlessedByAChangeOfKeys() {
        registrations().save(PUBLIC);
        sql("UPDATE oauth_client SET client_id = 'evil'");
        String next = TestKeys.entry("k2");

        new VaultRotation(database(), TestKeys.vault(next, key)).run();

        assertThat(value("SELECT COUNT(*) FROM oauth_client")).isEqualTo("0");
        assertThat(audit.taken())
                .containsExactly(
                        MISMATCH,
                        "vault.dropped what=oauth_client principal=installation server=files");
    }

    @Test
    void aMissingKeyIsAFailureAndNothingIsLost() {
        registrations().save(PUBLIC);
        var store =
                new JdbiClientRegistrationStore(database(), TestKeys.vault(TestKeys.entry("k2")));

        assertThatThrownBy(() -> store.find("files", ISSUER, TERMINAL))
                .isInstanceOf(TokenStoreException.class);
        assertThatThrownBy(() -> store.save(CONFIDENTIAL)).isInstanceOf(TokenStoreException.class);

        assertThat(found(PUBLIC)).isTrue();
    }

    @Test
    void l11ALeaseTouchesNothingThatIsSealed() {
        registrations().save(CONFIDENTIAL);
        String before = value("SELECT register FROM vault_owner");

        assertThat(registrations().leaseRegistration("files", ISSUER, WEB, Duration.ofMinutes(1)))
                .isPresent();

        assertThat(value("SELECT register FROM vault_owner")).isEqualTo(before);
        assertThat(found(CONFIDENTIAL)).isTrue();
        sql("DELETE FROM vault_owner");
        assertThat(registrations().leaseRegistration("files", ISSUER, WEB, Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(value("SELECT COUNT(*) FROM vault_owner")).isEqualTo("0");
    }

    private JdbiClientRegistrationStore registrations() {
        return new JdbiClientRegistrationStore(database(), vault);
    }

    /** Whether it is found where its answers come to, just as it was saved. */
    private boolean found(ClientRegistration saved) {
        return registrations()
                .find(saved.server(), saved.issuer(), saved.redirectUri())
                .map(saved::equals)
                .orElse(false);
    }

    private static String id(ClientRegistration registration) {
        return RegistrationPlace.of(registration).id();
    }

    private void sql(String sql, Object... arguments) {
        database().<Integer>inTransaction(Scope.ALL, handle -> handle.execute(sql, arguments));
    }

    private String value(String sql) {
        return database().read(Scope.ALL, handle -> handle.select(sql).mapTo(String.class).one());
    }
}
