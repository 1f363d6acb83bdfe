package dev.parley.storage;

import dev.parley.token.Principal;
import dev.parley.token.Sha256;
import dev.parley.token.Workspace;
import dev.parley.tool.StandingApproval;
import dev.parley.tool.StandingApprovalStore;
import dev.parley.tool.StandingApprovalStoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;

/** Standing approvals kept in the database. Safe for use by many threads and several processes. */
public final class JdbiStandingApprovalStore implements StandingApprovalStore {

    /** A row that was added can be gone again only if somebody deleted it in between. */
    private static final int ATTEMPTS_MAX = 3;

    private static final String FORGET = "DELETE FROM standing_approval WHERE subject = :subject";

    private static final String INSERT =
            """
            INSERT INTO standing_approval (id, subject, owner, organization, project, server, tool,
                                           definition, since)
            VALUES (:id, :subject, :owner, :organization, :project, :server, :tool,
                    :definition, :since)
            """;

    private static final String LIST =
            """
            SELECT id, organization, project, server, tool, definition, since
            FROM standing_approval WHERE owner = :owner ORDER BY since DESC, id
            """;

    private static final String TAKEN =
            "SELECT COUNT(*) FROM standing_approval WHERE id = :id AND subject <> :subject";

    private final Database database;
    private final PortDatabase rows;

    public JdbiStandingApprovalStore(Database database) {
        this.database = database;
        this.rows = new PortDatabase(database, StandingApprovalStoreException::new);
    }

    @Override
    public void save(Principal principal, StandingApproval approval) {
        String subject = subject(principal, approval);
        for (int attempt = 1; ; attempt++) {
            try {
                database.<Integer>inTransaction(
                        Scope.of(principal),
                        handle -> {
                            handle.createUpdate(FORGET).bind("subject", subject).execute();
                            return handle.createUpdate(INSERT)
                                    .bind("id", approval.id())
                                    .bind("subject", subject)
                                    .bind("owner", principal.key())
                                    .bind("organization", approval.workspace().organization())
                                    .bind("project", approval.workspace().project())
                                    .bind("server", MessageRows.withoutNul(approval.server()))
                                    .bind("tool", MessageRows.withoutNul(approval.tool()))
                                    .bind("definition", approval.definition())
                                    .bind("since", approval.since().atOffset(ZoneOffset.UTC))
                                    .execute();
                        });
                return;
            } catch (DatabaseException e) {
                if (!e.keyTaken()) {
                    throw new StandingApprovalStoreException("cannot save an approval", e);
                }
                if (attempt == ATTEMPTS_MAX || isTaken(approval.id(), subject)) {
                    throw new IllegalArgumentException("there is an approval " + approval.id(), e);
                }
                // Another replica saved one of the same tool meanwhile; ours is the newer.
            }
        }
    }

    @Override
    public List<StandingApproval> list(Principal principal) {
        return rows.list("list approvals", LIST, principal, (row, context) -> approval(row));
    }

    @Override
    public boolean delete(Principal principal, String id) {
        return rows.delete("standing_approval", principal, id);
    }

    /** By whomever. */
    private boolean isTaken(String id, String subject) {
        return rows.read(
                "save an approval",
                Scope.ALL,
                handle ->
                        handle.createQuery(TAKEN)
                                        .bind("id", id)
                                        .bind("subject", subject)
                                        .mapTo(Integer.class)
                                        .one()
                                > 0);
    }

    private static String subject(Principal principal, StandingApproval approval) {
        return Sha256.base64(
                List.of(
                        principal.key(),
                        approval.workspace().organization(),
                        approval.workspace().project(),
                        approval.server(),
                        approval.tool()));
    }

    private static StandingApproval approval(ResultSet row) throws SQLException {
        return new StandingApproval(
                row.getString("id"),
                row.getString("server"),
                row.getString("tool"),
                row.getString("definition"),
                new Workspace(row.getString("organization"), row.getString("project")),
                VaultTimes.instant(row, "since"));
    }
}
