package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.Grant;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import dev.parley.token.TokenStoreContract;
import dev.parley.vault.SealedRow;
import dev.parley.vault.StoredBox;
import dev.parley.vault.Strongbox;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Secrets that a Parley before schema 4 saved, or saves beside this one, on any database. */
abstract class OlderGrantsContract {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final String ISSUER = "https://as.example";
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    /** SHA-256 of "state", as the store writes it. */
    private static final String STATE_HASH = "S6aXNcpTdl7WpwnttWxuoja3GTo7KaazkMNG8PQ0Dk4";

    private final Vault vault = TestKeys.vault(TestKeys.entry("k1"));

    /** A database that nobody has opened yet; the same one during one test. */
    abstract DatabaseConfig config();

    /** Connects to it past all that {@link Database} does. */
    abstract DataSource source();

    abstract String textType();

    @Test
    void v02SecretsOfTheOlderFormAreNone() {
        Flyway.configure()
                .dataSource(source())
                .locations("classpath:db/migration")
                .placeholders(Map.of("text", textType()))
                .target("3")
                .load()
                .migrate();
        try (Handle handle = Jdbi.create(source()).open()) {
            saveAsBefore(handle);
        }

        try (Database database = Database.open(config());
                AuditLog audit = AuditLog.open()) {
            assertThatAllIsNone(database, audit);
        }
    }

    @Test
    void v02SecretsThatAnOlderParleySavesBesideAreNone() {
        try (Database database = Database.open(config());
                AuditLog audit = AuditLog.open()) {
            database.<Boolean>inTransaction(
                    Scope.ALL,
                    handle -> {
                        saveAsBefore(handle);
                        return true;
                    });

            assertThatAllIsNone(database, audit);
        }
    }

    private void assertThatAllIsNone(Database database, AuditLog audit) {
        JdbiTokenStore tokens = new JdbiTokenStore(database, vault);
        PendingAuthorizationStore pending =
                new JdbiPendingAuthorizationStore(database, vault, InstantSource.fixed(NOW));
        String mismatch = "vault.binding_mismatch principal=https://id.example ann server=files";

        assertThat(tokens.find(ANN, "files")).isEmpty();
        assertThat(audit.taken()).containsExactly(mismatch);
        assertThat(pending.take(Secret.of("state"))).isEmpty();
        assertThat(audit.taken()).containsExactly(mismatch);

        Grant anew =
                new Grant(
                        "files",
                        TokenStoreContract.SOURCE,
                        Secret.of("access"),
                        Set.of("read"),
                        Instant.MAX);
        tokens.save(ANN, anew);
        assertThat(tokens.find(ANN, "files").map(StoredGrant::grant)).contains(anew);
    }

    /** What Parley did when its schema was 3. */
    private void saveAsBefore(Handle handle) {
        Strongbox box = vault.create(ANN.key());
        SealedRow grant = box.put("oauth_grant", "grant1", "files", ISSUER, List.of("read"));
        SealedRow pending =
                box.put(
                        "pending_authorization",
                        "pending1",
                        "files",
                        ISSUER,
                        List.of("http://localhost/cb", "Ann"));
        StoredBox stored = box.stored();
        handle.execute(
                """
                INSERT INTO vault_owner (id, owner, key_id, key_check, data_key_id, wrapped_key,
                                         version, register)
                VALUES ('owner1', ?, ?, ?, ?, ?, ?, ?)
                """,
                ANN.key(),
                stored.key().masterId(),
                stored.key().masterCheck(),
                stored.key().id(),
                stored.key().sealed(),
                stored.version(),
                stored.register());
        handle.execute(
                """
                INSERT INTO oauth_grant (id, owner_id, server, issuer, version, access_token,
                                         refresh_token, scopes, expires_at)
                VALUES ('grant1', 'owner1', 'files', ?, ?, ?, ?, 'read', NULL)
                """,
                ISSUER,
                grant.version(),
                box.seal(grant, "access_token", Secret.of("access")),
                box.seal(grant, "refresh_token", Secret.of("refresh")));
        handle.execute(
                """
                INSERT INTO pending_authorization (id, owner_id, state_hash, owner_name, server,
                                                   issuer, version, verifier, redirect_uri,
                                                   created_at)
                VALUES ('pending1', 'owner1', ?, 'Ann', 'files', ?, ?, ?, 'http://localhost/cb', ?)
                """,
                STATE_HASH,
                ISSUER,
                pending.version(),
                box.seal(pending, "verifier", Secret.of("verifier")),
                NOW.atOffset(ZoneOffset.UTC));
    }
}
