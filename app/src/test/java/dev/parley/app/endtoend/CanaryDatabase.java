package dev.parley.app.endtoend;

import dev.parley.storage.PostgresProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the program of a {@link CanaryScenario} keeps its data. */
interface CanaryDatabase {

    /** The variables that tell the program so. */
    Map<String, String> variables();

    /** The files with the data that are not in the program's folder. */
    List<Path> files();

    /** In the program's folder. */
    static CanaryDatabase h2() {
        return new CanaryDatabase() {
            @Override
            public Map<String, String> variables() {
                return Map.of();
            }

            @Override
            public List<Path> files() {
                return List.of();
            }
        };
    }

    /** In a new database of {@code server}, where also the write-ahead log is looked at. */
    static CanaryDatabase postgres(PostgresProcess server) {
        String url = server.newDatabase();
        return new CanaryDatabase() {
            @Override
            public Map<String, String> variables() {
                return Map.of("PARLEY_DATABASE_URL", url);
            }

            @Override
            public List<Path> files() {
                return server.files(url);
            }
        };
    }
}
