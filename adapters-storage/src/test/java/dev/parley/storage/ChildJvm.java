package dev.parley.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a class of these tests in a process of its own. */
final class ChildJvm {

    private ChildJvm() {}

    /** The database a program is told of: a URL, or else a folder. */
    static DatabaseConfig config(String where) {
        return where.startsWith("jdbc:")
                ? DatabaseConfig.postgres(where)
                : DatabaseConfig.in(Path.of(where));
    }

    /** The caller ends the process; its error output goes where ours goes. */
    static Process start(Class<?> program, String... arguments) throws IOException {
        return new ProcessBuilder(command(program, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static List<String> command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
