package dev.parley.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Grant;
import dev.parley.token.GrantSource;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import dev.parley.token.TokenStore;
import dev.parley.token.TokenStoreContract;
import dev.parley.token.TokenStoreException;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What someone who can write to the database can do, on any database: nothing but delete. */
abstract class VaultSecurityContract {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    private static final String ISSUER = "https://as.example";
    private static final GrantSource SOURCE = TokenStoreContract.source(ISSUER);
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    /** Of what anyone may read of a grant or a begun authorization. */
    private static final List<String> CHANGES =
            List.of(
                    "issuer = 'https://evil.example'",
                    "scopes = 'admin'",
                    "client_id = 'evil'",
                    "client_authentication = 'NONE'",
                    "client_authentication = 'no such'",
                    "token_endpoint = 'https://evil.example/token'",
                    "token_endpoint = ''",
                    "revocation_endpoint = 'https://evil.example/revoke'",
                    "revocation_endpoint = ''",
                    "resource = 'https://evil.example/mcp'");

    /** Ways to take Ann's grant at files out of sight, as if she had none there. */
    private static final List<String> PARKINGS =
            List.of(
                    "UPDATE oauth_grant SET server = 'parked' WHERE server = 'files'",
                    "UPDATE oauth_grant SET id = 'parked' WHERE server = 'files'",
                    "UPDATE oauth_grant SET version = 9 WHERE server = 'files'",
                    "UPDATE oauth_grant SET server = 'parked', id = 'parked'"
                            + " WHERE server = 'files'",
                    "UPDATE oauth_grant SET owner_id ="
                            + " (SELECT id FROM vault_owner WHERE owner LIKE '% bob')"
                            + " WHERE server = 'files'",
                    "DELETE FROM oauth_grant WHERE server = 'files'");

    private static final Vault VAULT = TestKeys.vault(TestKeys.entry("k1"));

    private final AuditLog audit = AuditLog.open();

    /** Opened once per class. */
    abstract Database database();

    @BeforeEach
    void empty() {
        sql("DELETE FROM vault_owner");
    }

    @AfterEach
    void noAuditLineHoldsASecret() {
        assertThat(String.join("\n", audit.lines())).doesNotContain("token-", "secret-");
        audit.close();
    }

    @Test
    void v01AnyChangedByteIsNoGrantAndALineOfTheAudit() {
        save(ANN, "files", "one");
        String sealed = value("SELECT access_token FROM oauth_grant");

        for (int i = 0; i < sealed.length(); i++) {
            byte[] bytes = sealed.getBytes(ISO_8859_1);
            bytes[i] ^= 1;
            sql("UPDATE oauth_grant SET access_token = ?", new String(bytes, ISO_8859_1));

            assertThat(tokens().find(ANN, "files")).as("byte %s", i).isEmpty();
            assertThat(audit.taken())
                    .singleElement()
                    .asString()
                    .contains("principal=https://id.example ann", "server=files");
        }

        sql("UPDATE oauth_grant SET access_token = ?", sealed);
        assertThat(found(ANN, "files")).contains(grant("files", "one"));
        assertThat(audit.lines()).isEmpty();
    }

    @Test
    void v02AnotherUsersTokensDoNotOpen() {
        save(ANN, "files", "one");
        save(BOB, "files", "two");

        swap("access_token", ANN, "files", BOB, "files");
        assertMismatch(ANN, "files");
        assertMismatch(BOB, "files");

        swap("access_token", ANN, "files", BOB, "files");
        assertThat(tokens().find(ANN, "files")).isPresent();
        sql("UPDATE oauth_grant SET server = 'mine' WHERE owner_id = ?", ownerId(ANN));
        sql("UPDATE oauth_grant SET owner_id = ?", ownerId(ANN));
        assertThat(tokens().find(ANN, "files")).isEmpty();
        assertThat(audit.taken()).singleElement().asString().startsWith("vault.rollback ");
    }

    @Test
    void v02AnotherServersTokensDoNotOpen() {
        save(ANN, "files", "one");
        save(ANN, "mail", "two");

        swap("access_token", ANN, "files", ANN, "mail");
        assertMismatch(ANN, "files");
        assertMismatch(ANN, "mail");

        swap("access_token", ANN, "files", ANN, "mail");
        sql("UPDATE oauth_grant SET server = 'x' WHERE server = 'files'");
        sql("UPDATE oauth_grant SET server = 'files' WHERE server = 'mail'");
        assertMismatch(ANN, "files");
    }

    @Test
    void v02ARefreshTokenIsNoAccessToken() {
        save(ANN, "files", "one");

        String access = value("SELECT access_token FROM oauth_grant");
        sql("UPDATE oauth_grant SET access_token = refresh_token");
        sql("UPDATE oauth_grant SET refresh_token = ?", access);

        assertMismatch(ANN, "files");
        assertThat(refreshToken(ANN, "files")).isEmpty();
        assertThat(audit.taken())
                .containsExactly(
                        "vault.binding_mismatch principal=https://id.example ann server=files");
    }

    @Test
    void v02NothingReadableOfTheRowMayChange() {
        for (String change : CHANGES) {
            save(ANN, "files", "one");
            assertThat(tokens().find(ANN, "files")).isPresent();

            sql("UPDATE oauth_grant SET " + change);

            assertMismatch(ANN, "files");
            assertThat(refreshToken(ANN, "files")).isEmpty();
            audit.taken();
        }
    }

    @Test
    void v02NothingReadableOfABegunAuthorizationMayChange() {
        Stream<String> ofPendingOnly =
                Stream.of(
                        "redirect_uri = 'https://evil.example'",
                        "owner_name = 'Eve'",
                        "answer_names_issuer = 'false'",
                        "answer_names_issuer = ''");
        for (String change : Stream.concat(CHANGES.stream(), ofPendingOnly).toList()) {
            pending().save(Secret.of("state"), authorization());

            sql("UPDATE pending_authorization SET " + change);

            assertThat(pending().take(Secret.of("state"))).as(change).isEmpty();
            assertThat(audit.taken())
                    .as(change)
                    .containsExactly(
                            "vault.binding_mismatch principal=https://id.example ann server=files");
        }
    }

    @Test
    void v02TextsDoNotMoveFromColumnToColumn() {
        save(ANN, "files", "one");
        sql(
                "UPDATE oauth_grant SET token_endpoint = revocation_endpoint,"
                        + " revocation_endpoint = token_endpoint");

        assertMismatch(ANN, "files");
    }

    @Test
    void v04PlainTextIsNeverPassedOn() {
        save(ANN, "files", "one");

        sql("UPDATE oauth_grant SET access_token = 'token-plain', refresh_token = 'token-plain'");

        assertThat(tokens().find(ANN, "files")).isEmpty();
        assertThat(refreshToken(ANN, "files")).isEmpty();
        assertThat(audit.taken())
                .hasSize(2)
                .containsOnly("vault.not_sealed principal=https://id.example ann server=files");
    }

    @Test
    void v04APlainVerifierIsNeverPassedOn() {
        pending().save(Secret.of("state"), authorization());

        sql("UPDATE pending_authorization SET verifier = 'secret-plain'");

        assertThat(pending().take(Secret.of("state"))).isEmpty();
        assertThat(audit.taken())
                .containsExactly("vault.not_sealed principal=https://id.example ann server=files");
    }

    @Test
    void whatIsDamagedCanBeConnectedAnew() {
        save(ANN, "files", "one");
        save(ANN, "mail", "two");
        sql("UPDATE oauth_grant SET access_token = 'x' WHERE server = 'files'");
        assertThat(tokens().find(ANN, "files")).isEmpty();

        save(ANN, "files", "three");

        assertThat(found(ANN, "files")).contains(grant("files", "three"));
        assertThat(found(ANN, "mail")).contains(grant("mail", "two"));
    }

    @Test
    void aDamagedBoxIsNoGrantAndAFreshOneAtTheNextSave() {
        for (String change :
                List.of(
                        "register = 'x'",
                        "version = version - 1",
                        "data_key_id = 'AAAA'",
                        "wrapped_key = 'AAAA'")) {
            save(ANN, "files", "one");
            save(ANN, "mail", "two");
            sql("UPDATE vault_owner SET " + change);
            assertThat(tokens().find(ANN, "files")).as(change).isEmpty();
            assertThat(audit.taken()).isNotEmpty();

            save(ANN, "files", "three");

            assertThat(found(ANN, "files")).contains(grant("files", "three"));
            assertThat(tokens().find(ANN, "mail")).isEmpty();
            assertThat(audit.taken())
                    .contains("vault.dropped what=owner principal=https://id.example ann server=-");
            tokens().deleteAll(ANN);
        }
    }

    @Test
    void aMissingKeyIsAFailureAndNothingIsLost() {
        save(ANN, "files", "one");
        long version = tokens().find(ANN, "files").orElseThrow().version();
        for (Vault other :
                List.of(
                        TestKeys.vault(TestKeys.entry("k2")),
                        TestKeys.vault(TestKeys.entry("k1")))) {
            JdbiTokenStore store = new JdbiTokenStore(database(), other);

            assertThatThrownBy(() -> store.find(ANN, "files"))
                    .isInstanceOf(TokenStoreException.class)
                    .hasStackTraceContaining("the vault key k1 is missing");
            assertThatThrownBy(() -> store.save(ANN, grant("files", "two")))
                    .isInstanceOf(TokenStoreException.class);
            assertThatThrownBy(() -> store.refreshToken(ANN, "files", version))
                    .isInstanceOf(TokenStoreException.class);
            assertThatThrownBy(
                            () ->
                                    store.replace(
                                            ANN, version, grant("files", "two"), Secret.of("r")))
                    .isInstanceOf(TokenStoreException.class);
        }

        assertThat(found(ANN, "files")).contains(grant("files", "one"));
    }

    @Test
    void aUserCanBeForgottenAndDisconnectedWithoutTheKey() {
        save(ANN, "files", "one");
        save(ANN, "mail", "two");
        JdbiTokenStore store = new JdbiTokenStore(database(), TestKeys.vault(TestKeys.entry("k2")));

        store.delete(ANN, "files");
        assertThat(tokens().find(ANN, "files")).isEmpty();
        assertThat(tokens().find(ANN, "mail")).isPresent();

        store.deleteAll(ANN);
        assertThat(tokens().find(ANN, "mail")).isEmpty();
    }

    @Test
    void v10WhatWasBackedUpDoesNotOpenAfterItsOwnerWasForgotten() {
        save(ANN, "files", "one");
        save(BOB, "files", "two");
        Map<String, Object> backup = row("SELECT * FROM oauth_grant WHERE owner_id = ?", ANN);

        tokens().deleteAll(ANN);

        assertThat(value("SELECT COUNT(*) FROM oauth_grant")).isEqualTo("1");
        assertThat(value("SELECT COUNT(*) FROM vault_owner")).isEqualTo("1");
        assertThat(audit.taken())
                .containsExactly("vault.shredded principal=https://id.example ann");
        // She comes back, with a key of her own again, and someone gives her yesterday's row.
        save(ANN, "mail", "three");
        backup.put("owner_id", ownerId(ANN));
        insert(backup);
        assertThat(tokens().find(ANN, "files")).isEmpty();
        assertThat(refreshToken(ANN, "files")).isEmpty();
        assertThat(tokens().find(ANN, "mail")).isPresent();
        assertThat(found(BOB, "files")).contains(grant("files", "two"));
        // Nor does it open in place of her next grant there, which has the same id.
        save(ANN, "files", "four");
        sql("DELETE FROM oauth_grant WHERE owner_id = ? AND server = 'files'", ownerId(ANN));
        insert(backup);
        audit.taken();
        assertThatFilesIsRolledBack("the same id");
    }

    @Test
    void v11AnOlderRowThatWasPutBackIsARollback() {
        save(ANN, "files", "one");
        save(ANN, "mail", "two");
        Map<String, Object> first =
                row("SELECT * FROM oauth_grant WHERE owner_id = ? AND server = 'files'", ANN);
        save(ANN, "files", "three");

        sql("DELETE FROM oauth_grant WHERE server = 'files'");
        insert(first);

        assertThat(tokens().find(ANN, "files")).isEmpty();
        assertThat(refreshToken(ANN, "files")).isEmpty();
        assertThat(audit.taken())
                .hasSize(2)
                .containsOnly("vault.rollback principal=https://id.example ann server=files");
        assertThat(found(ANN, "mail")).contains(grant("mail", "two"));
        // Saving elsewhere does not bless what was put back; connecting anew does away with it.
        save(ANN, "mail", "four");
        assertThat(tokens().find(ANN, "files")).isEmpty();
        save(ANN, "files", "five");
        assertThat(found(ANN, "files")).contains(grant("files", "five"));
    }

    @Test
    void v11ARowThatWasPutBackIsNotReplaced() {
        save(ANN, "files", "one");
        long first = tokens().find(ANN, "files").orElseThrow().version();
        save(ANN, "files", "two");
        sql("UPDATE oauth_grant SET version = ?", first);

        assertThat(tokens().replace(ANN, first, grant("files", "three"), Secret.of("r"))).isFalse();

        assertThat(value("SELECT version FROM oauth_grant")).isEqualTo("" + first);
    }

    @Test
    void whatIsDamagedIsNotReplaced() {
        save(ANN, "files", "one");
        long version = tokens().find(ANN, "files").orElseThrow().version();
        sql("UPDATE vault_owner SET register = 'x'");

        assertThat(tokens().replace(ANN, version, grant("files", "two"), Secret.of("r"))).isFalse();
    }

    @Test
    void f38ALeaseTouchesNothingThatIsSealed() {
        save(ANN, "files", "one");
        Map<String, Object> grant = row("SELECT * FROM oauth_grant WHERE owner_id = ?", ANN);
        Map<String, Object> owner = row("SELECT * FROM vault_owner WHERE id = ?", ANN);
        long version = tokens().find(ANN, "files").orElseThrow().version();

        String lease =
                tokens().leaseRefresh(ANN, "files", version, Duration.ofMinutes(1)).orElseThrow();

        Map<String, Object> leased = row("SELECT * FROM oauth_grant WHERE owner_id = ?", ANN);
        assertThat(leased).containsAllEntriesOf(grant).containsEntry("refresh_lease", lease);
        assertThat(row("SELECT * FROM vault_owner WHERE id = ?", ANN)).isEqualTo(owner);
        tokens().endRefreshLease(ANN, "files", lease);
        assertThat(row("SELECT * FROM oauth_grant WHERE owner_id = ?", ANN)).isEqualTo(grant);
    }

    @Test
    void v11AnOlderTokenInTheNewRowDoesNotOpen() {
        save(ANN, "files", "one");
        String first = value("SELECT access_token FROM oauth_grant");
        save(ANN, "files", "two");

        sql("UPDATE oauth_grant SET access_token = ?", first);

        assertMismatch(ANN, "files");
    }

    @Test
    void v11ADeletedGrantThatIsThereAgainIsARollback() {
        save(ANN, "files", "one");
        Map<String, Object> first = row("SELECT * FROM oauth_grant WHERE owner_id = ?", ANN);
        tokens().delete(ANN, "files");

        insert(first);

        assertThat(tokens().find(ANN, "files")).isEmpty();
        assertThat(audit.taken())
                .containsExactly("vault.rollback principal=https://id.example ann server=files");
    }

    /** Not overwritten, as it was elsewhere when the next one came. */
    @Test
    void v11AParkedGrantDoesNotComeBack() {
        save(BOB, "mail", "of-bob");
        for (String parking : PARKINGS) {
            save(ANN, "files", "one");
            Map<String, Object> first = row("SELECT * FROM oauth_grant WHERE owner_id = ?", ANN);

            sql(parking);
            save(ANN, "files", "two");
            assertThat(found(ANN, "files")).as(parking).contains(grant("files", "two"));
            sql("DELETE FROM oauth_grant WHERE server IN ('files', 'parked')");
            insert(first);

            assertThatFilesIsRolledBack(parking);
            tokens().deleteAll(ANN);
            audit.taken();
        }
        assertThat(found(BOB, "mail")).contains(grant("mail", "of-bob"));
    }

    @Test
    void v11AGrantThatWasParkedWhileItWasDeletedDoesNotComeBack() {
        List<BiConsumer<TokenStore, Long>> deletions =
                List.of(
                        (store, version) -> store.delete(ANN, "files"),
                        (store, version) -> store.delete(ANN, "files", version));
        save(BOB, "mail", "of-bob");
        for (String parking : PARKINGS) {
            for (BiConsumer<TokenStore, Long> deletion : deletions) {
                save(ANN, "files", "one");
                Map<String, Object> row = row("SELECT * FROM oauth_grant WHERE owner_id = ?", ANN);
                long version = tokens().find(ANN, "files").orElseThrow().version();

                sql(parking);
                deletion.accept(tokens(), version);
                sql("DELETE FROM oauth_grant WHERE server IN ('files', 'parked')");
                insert(row);

                assertThatFilesIsRolledBack(parking);
            }
        }
    }

    @Test
    void v11AParkedGrantIsNotReplaced() {
        save(ANN, "files", "one");
        long version = tokens().find(ANN, "files").orElseThrow().version();
        sql("UPDATE oauth_grant SET server = 'parked', id = 'parked'");

        assertThat(tokens().replace(ANN, version, grant("files", "two"), Secret.of("r"))).isFalse();

        assertThat(tokens().find(ANN, "files")).isEmpty();
    }

    /** No seal vouches for the id of an owner, so the id of a row must not depend on it. */
    @Test
    void v11AGrantIsNotParkedByAnotherIdOfItsOwner() {
        save(ANN, "files", "one");
        Map<String, Object> first = row("SELECT * FROM oauth_grant WHERE owner_id = ?", ANN);

        sql("UPDATE vault_owner SET owner = 'parked'");
        sql(
                """
                INSERT INTO vault_owner (id, owner, key_id, key_check, data_key_id, wrapped_key,
                                         version, register)
                SELECT 'other', ?, key_id, key_check, data_key_id, wrapped_key, version, register
                FROM vault_owner
                """,
                ANN.key());
        save(ANN, "files", "two");
        assertThat(found(ANN, "files")).contains(grant("files", "two"));
        sql("DELETE FROM oauth_grant");
        first.put("owner_id", "other");
        insert(first);

        assertThatFilesIsRolledBack("another id");
    }

    @Test
    void v11ATakenAuthorizationThatIsThereAgainStaysTaken() {
        pending().save(Secret.of("state"), authorization());
        Map<String, Object> begun =
                row("SELECT * FROM pending_authorization WHERE owner_id = ?", ANN);
        assertThat(pending().take(Secret.of("state"))).isPresent();

        insert("pending_authorization", begun);

        assertThat(pending().take(Secret.of("state"))).isEmpty();
        assertThat(audit.taken())
                .containsExactly("vault.rollback principal=https://id.example ann server=files");
    }

    @Test
    void v11AParkedAuthorizationIsNotTakenTwice() {
        for (String parking :
                List.of(
                        "UPDATE pending_authorization SET state_hash = 'parked'",
                        "UPDATE pending_authorization SET state_hash = 'parked', id = 'parked'",
                        "DELETE FROM pending_authorization")) {
            pending().save(Secret.of("state"), authorization());
            Map<String, Object> begun =
                    row("SELECT * FROM pending_authorization WHERE owner_id = ?", ANN);

            sql(parking);
            assertThat(pending().take(Secret.of("state"))).isEmpty();
            sql("DELETE FROM pending_authorization");
            insert("pending_authorization", begun);
            assertThat(pending().take(Secret.of("state"))).as(parking).contains(authorization());
            insert("pending_authorization", begun);

            assertThat(pending().take(Secret.of("state"))).as(parking).isEmpty();
            assertThat(audit.taken())
                    .containsExactly(
                            "vault.rollback principal=https://id.example ann server=files");
        }
    }

    /** Another one that was begun and is still there takes the place of the taken one. */
    @Test
    void v11ATakenStateDoesNotOpenWhatWasParkedForIt() {
        pending().save(Secret.of("state"), authorization());
        String hash = value("SELECT state_hash FROM pending_authorization");
        pending().save(Secret.of("other"), authorization());
        assertThat(pending().take(Secret.of("state"))).isPresent();

        sql("UPDATE pending_authorization SET state_hash = ?", hash);

        assertThat(pending().take(Secret.of("state"))).isEmpty();
        assertThat(audit.taken())
                .containsExactly(
                        "vault.binding_mismatch principal=https://id.example ann server=files");
    }

    @Test
    void v11AnOlderOwnersRowDoesNotFitItsRows() {
        save(ANN, "files", "one");
        Map<String, Object> before = row("SELECT * FROM vault_owner WHERE id = ?", ANN);
        save(ANN, "files", "two");

        sql(
                "UPDATE vault_owner SET register = ?, version = ?",
                String.valueOf(before.get("register")),
                Long.valueOf(String.valueOf(before.get("version"))));

        assertThat(tokens().find(ANN, "files")).isEmpty();
        assertThat(audit.taken())
                .containsExactly("vault.rollback principal=https://id.example ann server=files");
    }

    private JdbiTokenStore tokens() {
        return new JdbiTokenStore(database(), VAULT);
    }

    private JdbiPendingAuthorizationStore pending() {
        return new JdbiPendingAuthorizationStore(database(), VAULT, InstantSource.fixed(NOW));
    }

    private Optional<Grant> found(Principal principal, String server) {
        return tokens().find(principal, server).map(StoredGrant::grant);
    }

    /** Of the version that the row says it has. */
    private Optional<Secret> refreshToken(Principal principal, String server) {
        long version =
                Long.parseLong(
                        value(
                                "SELECT version FROM oauth_grant WHERE owner_id = ? AND server = ?",
                                ownerId(principal),
                                server));
        return tokens().refreshToken(principal, server, version);
    }

    private void save(Principal principal, String server, String token) {
        tokens().save(principal, grant(server, token), Secret.of("token-refresh-" + token));
    }

    private static Grant grant(String server, String token) {
        return new Grant(server, SOURCE, Secret.of("token-" + token), Set.of("read"), Instant.MAX);
    }

    private static PendingAuthorization authorization() {
        return new PendingAuthorization(
                ANN,
                "files",
                SOURCE,
                true,
                Secret.of("secret-verifier"),
                "http://localhost/cb",
                Set.of("read"),
                NOW);
    }

    private void assertThatFilesIsRolledBack(String how) {
        assertThat(tokens().find(ANN, "files")).as(how).isEmpty();
        assertThat(refreshToken(ANN, "files")).as(how).isEmpty();
        assertThat(audit.taken())
                .as(how)
                .hasSize(2)
                .containsOnly("vault.rollback principal=https://id.example ann server=files");
    }

    private void assertMismatch(Principal principal, String server) {
        assertThat(tokens().find(principal, server)).isEmpty();
        assertThat(audit.taken())
                .containsExactly(
                        "vault.binding_mismatch principal="
                                + principal.key()
                                + " server="
                                + server);
    }

    private void swap(
            String column, Principal one, String oneServer, Principal other, String otherServer) {
        String select = "SELECT " + column + " FROM oauth_grant WHERE owner_id = ? AND server = ?";
        String update =
                "UPDATE oauth_grant SET " + column + " = ? WHERE owner_id = ? AND server = ?";
        String ofOne = value(select, ownerId(one), oneServer);
        String ofOther = value(select, ownerId(other), otherServer);
        sql(update, ofOther, ownerId(one), oneServer);
        sql(update, ofOne, ownerId(other), otherServer);
    }

    private String ownerId(Principal principal) {
        return value("SELECT id FROM vault_owner WHERE owner = ?", principal.key());
    }

    private void sql(String sql, Object... arguments) {
        database().<Integer>inTransaction(Scope.ALL, handle -> handle.execute(sql, arguments));
    }

    private String value(String sql, Object... arguments) {
        return database()
                .read(Scope.ALL, handle -> handle.select(sql, arguments).mapTo(String.class).one());
    }

    /** A whole row of the principal, as a backup would hold it. */
    private Map<String, Object> row(String sql, Principal owner) {
        String id = ownerId(owner);
        return database()
                .read(
                        Scope.ALL,
                        handle -> handle.select(sql, id).map((row, context) -> copy(row)).one());
    }

    private static Map<String, Object> copy(ResultSet row) throws SQLException {
        Map<String, Object> copy = new HashMap<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            // A large text of H2 is gone with the connection.
            Object value = row.getObject(i) instanceof Clob ? row.getString(i) : row.getObject(i);
            if (value != null) {
                copy.put(row.getMetaData().getColumnName(i).toLowerCase(Locale.ROOT), value);
            }
        }
        return copy;
    }

    private void insert(Map<String, Object> row) {
        insert("oauth_grant", row);
    }

    private void insert(String table, Map<String, Object> row) {
        List<String> columns = List.copyOf(row.keySet());
        Object[] values = columns.stream().map(row::get).toArray();
        sql(
                "INSERT INTO "
                        + table
                        + " ("
                        + String.join(", ", columns)
                        + ") VALUES ("
                        + "?, ".repeat(columns.size() - 1)
                        + "?)",
                values);
    }
}
