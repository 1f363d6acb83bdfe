package dev.parley.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Points in time of the vault's tables, where an end that never comes is an empty column. */
final class VaultTimes {

    private VaultTimes() {}

    static @Nullable OffsetDateTime stored(Instant instant) {
        return instant.equals(Instant.MAX) ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? Instant.MAX : time.toInstant();
    }
}
