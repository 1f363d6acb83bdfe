package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux tells about a process. */
final class ProcessFacts {

    private static final String LISTENS = "0A";

    private ProcessFacts() {}

    /** The command line, which every user of the machine can read. */
    static String commandLine(long pid) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), ISO_8859_1);
    }

    /** The environment it was started with. */
    static String environment(long pid) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(pid), "environ"), ISO_8859_1);
    }

    /** The TCP addresses it listens on, as {@code hexadecimal address:port}. */
    static List<String> listening(long pid) throws IOException {
        Set<String> sockets = sockets(pid);
        return Stream.of("tcp", "tcp6")
                .map(it -> Path.of("/proc", Long.toString(pid), "net", it))
                .flatMap(ProcessFacts::lines)
                .map(it -> it.strip().split("\\s+"))
                .filter(it -> it[3].equals(LISTENS) && sockets.contains("socket:[" + it[9] + "]"))
                .map(it -> it[1])
                .toList();
    }

    private static Set<String> sockets(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return files.map(ProcessFacts::target).collect(Collectors.toSet());
        }
    }

    /** What an open file is; empty for one that has been closed since. */
    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
