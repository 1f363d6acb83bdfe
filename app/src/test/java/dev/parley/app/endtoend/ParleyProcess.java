package dev.parley.app.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The packaged program in a process of its own, with an environment of its own. */
final class ParleyProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "dist", "parley.jar").toAbsolutePath();
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final String ADDRESS = "Parley is at ";

    private final Process process;
    private final CompletableFuture<String> url = new CompletableFuture<>();
    private final Queue<String> out = new ConcurrentLinkedQueue<>();
    private final Queue<String> err = new ConcurrentLinkedQueue<>();
    private final List<Thread> readers = new ArrayList<>();

    private ParleyProcess(Process process) {
        this.process = process;
        readers.add(
                Thread.ofVirtual()
                        .start(() -> read(process.inputReader(UTF_8), out, this::noticeAddress)));
        readers.add(
                Thread.ofVirtual().start(() -> read(process.errorReader(UTF_8), err, line -> {})));
    }

    /**
     * Starts the program in {@code folder}; the environment holds PATH, a free port and {@code
     * variables} only.
     */
    static ParleyProcess start(Path folder, Map<String, String> variables, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-jar",
                                JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("PARLEY_PORT", "0");
        environment.putAll(variables);
        try {
            return new ParleyProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address it serves at, once it does. */
    String url() throws InterruptedException {
        try {
            return url.get(START_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("Parley did not start:\n" + out() + err(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** All processes it has now. */
    Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    /** Asks it to end, as a process manager does (SIGTERM). */
    void terminate() {
        process.destroy();
    }

    /** Ends it without asking (SIGKILL). */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The exit code, once it has ended. */
    int exitCode(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(
                    "Parley did not end within " + patience + ":\n" + out() + err());
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    String out() {
        return String.join("\n", out);
    }

    String err() {
        return String.join("\n", err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void noticeAddress(String line) {
        int at = line.indexOf(ADDRESS);
        if (at >= 0) {
            url.complete(line.substring(at + ADDRESS.length()).strip());
        }
    }

    private void read(BufferedReader reader, Queue<String> into, Consumer<String> seen) {
        try (reader) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                into.add(line);
                seen.accept(line);
            }
        } catch (IOException e) {
            into.add("[unreadable: " + e.getMessage() + "]");
        }
        url.completeExceptionally(new IOException("the program ended"));
    }
}
