package dev.parley.app.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of a run of the crash tests, written to {@code target/crash/summary.md} and {@code
 * .json} after each of them. Safe for use by many threads.
 */
final class Summary {

    private static final Path FOLDER = Path.of("target", "crash");

    private static final Summary CURRENT = new Summary();

    private final List<Long> takeOverMillis = new ArrayList<>();
    private int kills;
    private int failpoints;
    private int messages;
    private int turns;
    private int toolCalls;
    private int cuts;
    private long seed;
    private final Map<Violation.Kind, Integer> violations = new LinkedHashMap<>();

    private Summary() {}

    /** That of this JVM. */
    static Summary current() {
        return CURRENT;
    }

    synchronized void failpoints(int deaths, Recorder recorder) {
        failpoints += deaths;
        count(recorder);
    }

    synchronized void kills(int deaths, long seed, Recorder recorder) {
        kills += deaths;
        this.seed = seed;
        count(recorder);
    }

    synchronized void cuts(int connections) {
        cuts += connections;
        write();
    }

    synchronized void takeOvers(List<Duration> latencies) {
        latencies.forEach(latency -> takeOverMillis.add(latency.toMillis()));
        write();
    }

    synchronized void calls(int executed) {
        toolCalls += executed;
        write();
    }

    synchronized void violations(List<Violation> found) {
        found.forEach(it -> violations.merge(it.kind(), 1, Integer::sum));
        write();
    }

    private void count(Recorder recorder) {
        messages += recorder.messagesAcknowledged();
        turns += recorder.turns();
        write();
    }

    private Map<String, String> figures() {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("random kills", number(kills));
        figures.put("deaths at enumerated steps", number(failpoints));
        figures.put("stream cuts", number(cuts));
        figures.put("take-overs by another replica", number(takeOverMillis.size()));
        figures.put("messages acknowledged", number(messages));
        figures.put("turns", number(turns));
        figures.put("tool calls executed", number(toolCalls));
        figures.put("violations", number(violations.values().stream().mapToInt(i -> i).sum()));
        figures.put("lost acknowledged messages", violations(Violation.Kind.LOST_MESSAGE));
        figures.put("duplicate unsafe tool calls", violations(Violation.Kind.REPEATED_CALL));
        figures.put("endless turns", violations(Violation.Kind.ENDLESS_TURN));
        figures.put("take-over p50 (lease of 1 s)", percentile(0.50));
        figures.put("take-over p99 (lease of 1 s)", percentile(0.99));
        figures.put("seed", Long.toString(seed));
        figures.put("command", command());
        figures.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        figures.put("JVM", Runtime.version().toString());
        figures.put("CPUs", Integer.toString(Runtime.getRuntime().availableProcessors()));
        return figures;
    }

    private static String command() {
        String asked = System.getProperty("crash.kills", "");
        return asked.isEmpty() ? "mvn verify" : "mvn verify -Pcrash -Dcrash.kills=" + asked;
    }

    private String violations(Violation.Kind kind) {
        return number(violations.getOrDefault(kind, 0));
    }

    private String percentile(double part) {
        if (takeOverMillis.isEmpty()) {
            return "-";
        }
        List<Long> sorted = takeOverMillis.stream().sorted().toList();
        int index = (int) Math.ceil(part * sorted.size()) - 1;
        return number(sorted.get(index).intValue()) + " ms";
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private void write() {
        StringBuilder markdown = new StringBuilder("| figure | value |\n|---|---|\n");
        StringBuilder json = new StringBuilder("{");
        figures()
                .forEach(
                        (name, value) -> {
                            markdown.append("| ").append(name).append(" | ");
                            markdown.append(value).append(" |\n");
                            json.append(json.length() == 1 ? "\n" : ",\n");
                            json.append("  \"").append(name).append("\": \"");
                            json.append(value).append("\"");
                        });
        json.append("\n}\n");
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve("summary.md"), markdown);
            Files.writeString(FOLDER.resolve("summary.json"), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
