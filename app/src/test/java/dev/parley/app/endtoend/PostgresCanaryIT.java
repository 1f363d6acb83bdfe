package dev.parley.app.endtoend;

import dev.parley.storage.PostgresProcess;

final class PostgresCanaryIT extends CanaryContract {

    @Override
    CanaryDatabase database() {
        return CanaryDatabase.postgres(PostgresProcess.shared());
    }
}
