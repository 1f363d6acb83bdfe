package dev.parley.storage;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * Brings the tables up to date. Any number of processes may do so at once: one migrates, the others
 * wait for it. Migrations only add, so that the version before works beside the new one on
 * PostgreSQL: no column is dropped, renamed or made mandatory without a default, and what an older
 * Parley writes stays valid.
 */
final class Schema {

    private Schema() {}

    /**
     * @throws DatabaseException when a newer Parley wrote the schema and the engine minds
     */
    static void migrate(Engine engine, DataSource source) {
        Flyway flyway =
                Flyway.configure(Schema.class.getClassLoader())
                        .dataSource(source)
                        .locations(engine.migrationLocations().toArray(String[]::new))
                        .failOnMissingLocations(true)
                        .ignoreMigrationPatterns("*:future")
                        .placeholders(Map.of("text", engine.textType()))
                        .load();
        for (MigrationInfo migration : flyway.info().applied()) {
            MigrationState state = migration.getState();
            if (state == MigrationState.FUTURE_FAILED
                    || (state == MigrationState.FUTURE_SUCCESS && !engine.newerSchemaAccepted())) {
                throw new DatabaseException(
                        engine.name()
                                + " was written by a newer Parley (schema version "
                                + migration.getVersion()
                                + "); start that one or choose another database.");
            }
        }
        flyway.migrate();
    }
}
