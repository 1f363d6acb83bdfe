package dev.parley.app.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A {@link CrashProgram} in a JVM of its own. Safe for use by many threads. */
final class ProcessBody implements Body {

    private static final Duration END_MAX = Duration.ofSeconds(30);

    private final Process process;
    private final Runnable died;
    private final CompletableFuture<Void> silent = new CompletableFuture<>();

    ProcessBody(Process process, Consumer<String> lines, Runnable died) {
        this.process = process;
        this.died = died;
        Thread.ofVirtual().start(() -> read(lines));
    }

    @Override
    public synchronized void tell(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(UTF_8));
        in.flush();
    }

    @Override
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has died already.
        }
        awaitEnd();
    }

    private void awaitEnd() {
        process.onExit().orTimeout(END_MAX.toSeconds(), TimeUnit.SECONDS).join();
        silent.join();
    }

    /** Hands on whole lines: a torn last one was never received. */
    private void read(Consumer<String> lines) {
        try (BufferedReader out = process.inputReader(UTF_8)) {
            StringBuilder line = new StringBuilder();
            for (int c = out.read(); c >= 0; c = out.read()) {
                if (c == '\n') {
                    lines.accept(line.toString());
                    line.setLength(0);
                } else {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            // As good as its end.
        }
        died.run();
        silent.complete(null);
    }
}
