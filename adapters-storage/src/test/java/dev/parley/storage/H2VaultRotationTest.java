package dev.parley.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class H2VaultRotationTest extends VaultRotationContract {

    @TempDir private Path folder;

    @Override
    Database open() {
        return Database.open(DatabaseConfig.in(folder));
    }

    @Override
    String where() {
        return folder.toString();
    }
}
