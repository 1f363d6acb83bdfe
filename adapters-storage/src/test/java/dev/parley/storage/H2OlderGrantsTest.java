package dev.parley.storage;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.io.TempDir;

final class H2OlderGrantsTest extends OlderGrantsContract {

    @TempDir private Path folder;

    @Override
    DatabaseConfig config() {
        return DatabaseConfig.in(folder);
    }

    @Override
    DataSource source() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(new H2File(folder).url());
        source.setUser("sa");
        source.setPassword("");
        return source;
    }

    @Override
    String textType() {
        return "CHARACTER LARGE OBJECT";
    }
}
