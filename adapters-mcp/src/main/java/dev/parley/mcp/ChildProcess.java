package dev.parley.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's process and everything it started. Safe for use by many threads.
 *
 * <p>Of Parley's environment a child gets {@link #INHERITED} only, which programs need to be found,
 * to find their files and to speak the user's language; never the keys Parley itself runs with.
 */
final class ChildProcess {

    /** The last names are what Windows programs need to start at all. */
    static final Set<String> INHERITED =
            Set.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LOGNAME",
                    "SHELL",
                    "TERM",
                    "TMPDIR",
                    "TZ",
                    "LANG",
                    "LC_ALL",
                    "LC_CTYPE",
                    "APPDATA",
                    "COMSPEC",
                    "HOMEDRIVE",
                    "HOMEPATH",
                    "LOCALAPPDATA",
                    "PATHEXT",
                    "Path",
                    "PROGRAMDATA",
                    "PROGRAMFILES",
                    "SYSTEMDRIVE",
                    "SYSTEMROOT",
                    "SystemRoot",
                    "TEMP",
                    "TMP",
                    "USERNAME",
                    "USERPROFILE",
                    "WINDIR");

    private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
    private static final Duration LEAVE_BY_ITSELF_MAX = Duration.ofMillis(500);
    private static final Duration TERMINATE_MAX = Duration.ofSeconds(2);
    private static final int ERROR_LINE_MAX = 1000;

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts the program.
     *
     * @throws IOException when it does not exist or cannot be run
     */
    static ChildProcess start(String server, McpServerConfig.Transport.Stdio config)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(config.command());
        builder.command().addAll(config.arguments());
        if (!config.directory().equals(Path.of(""))) {
            builder.directory(config.directory().toFile());
        }
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(INHERITED);
        environment.putAll(config.environment());
        ChildProcess child = new ChildProcess(builder.start());
        child.logErrors(server);
        return child;
    }

    InputStream output() {
        return process.getInputStream();
    }

    OutputStream input() {
        return process.getOutputStream();
    }

    CompletableFuture<?> onExit() {
        return process.onExit();
    }

    /** How it ended, for a sentence; waits a moment for a child that is about to exit. */
    String fate() throws InterruptedException {
        return process.waitFor(LEAVE_BY_ITSELF_MAX.toMillis(), TimeUnit.MILLISECONDS)
                ? "its process ended with exit code " + process.exitValue()
                : "its process closed its output";
    }

    /**
     * Ends the child and all it started: first by closing its input, as MCP asks (2025-11-25,
     * basic/lifecycle, "Shutdown"), then by force. Blocks for at most 5 seconds.
     */
    void destroy() {
        // Taken first: what outlives its parent cannot be found through it any more.
        List<ProcessHandle> tree =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        // On a thread of its own: it blocks while the child leaves a full pipe unread.
        Thread.ofVirtual().name("mcp-close-stdin").start(this::closeInput);
        if (allGone(tree, LEAVE_BY_ITSELF_MAX)) {
            return;
        }
        tree.forEach(ProcessHandle::destroy);
        if (allGone(tree, TERMINATE_MAX)) {
            return;
        }
        tree.forEach(ProcessHandle::destroyForcibly);
        allGone(tree, TERMINATE_MAX);
    }

    private void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            log.debug("closing the input of process {} failed", process.pid(), e);
        }
    }

    private static boolean allGone(List<ProcessHandle> tree, Duration within) {
        CompletableFuture<?>[] exits =
                tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(exits)
                .completeOnTimeout(null, within.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(done -> tree.stream().noneMatch(ProcessHandle::isAlive))
                .join();
    }

    /** On a platform thread: reading a pipe would hold on to a virtual thread's carrier. */
    private void logErrors(String server) {
        Thread.ofPlatform().daemon().name("mcp-stderr-" + server).start(() -> readErrors(server));
    }

    private void readErrors(String server) {
        try (LineReader lines = new LineReader(process.getErrorStream(), ERROR_LINE_MAX)) {
            for (String line = lines.cutLine(); line != null; line = lines.cutLine()) {
                log.debug("{}: {}", server, McpTexts.sentence(line));
            }
        } catch (IOException e) {
            log.debug("reading stderr of {} ended", server, e);
        }
    }
}
