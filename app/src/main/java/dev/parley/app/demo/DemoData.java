package dev.parley.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The invented data of the demo: what is always the same comes from {@code issues.txt}, the dates
 * are counted back from {@code now}. The same {@code now} gives the same data.
 */
record DemoData(List<Project> projects, List<Release> releases, List<Issue> issues) {

    static final String ISSUE_PREFIX = "PARLEY-";

    private static final int COLUMNS = 11;
    private static final Pattern COLUMN_END = Pattern.compile("\\s*\\|\\s*");

    private static final List<Project> PROJECTS =
            List.of(
                    new Project("checkout-api", "Checkout API", "acme-shop", "java"),
                    new Project("storefront", "Storefront", "acme-shop", "javascript"),
                    new Project("mobile-app", "Mobile app", "acme-shop", "kotlin"),
                    new Project("billing-worker", "Billing worker", "acme-finance", "python"));

    /** Versions and how many hours ago they went live, oldest first. */
    private static final Map<String, List<Map.Entry<String, Integer>>> VERSIONS =
            Map.of(
                    "checkout-api",
                    List.of(
                            Map.entry("4.7.0", 1000),
                            Map.entry("4.7.1", 600),
                            Map.entry("4.7.2", 200),
                            Map.entry("4.8.0", 42)),
                    "storefront",
                    List.of(
                            Map.entry("2026.10.9", 900),
                            Map.entry("2026.11.0", 400),
                            Map.entry("2026.11.1", 170),
                            Map.entry("2026.11.2", 22)),
                    "mobile-app",
                    List.of(
                            Map.entry("9.3.0", 800),
                            Map.entry("9.3.1", 400),
                            Map.entry("9.4.0", 62)),
                    "billing-worker",
                    List.of(
                            Map.entry("2.13.1", 900),
                            Map.entry("2.13.2", 390),
                            Map.entry("2.14.0", 72)));

    DemoData {
        projects = List.copyOf(projects);
        releases = List.copyOf(releases);
        issues = List.copyOf(issues);
    }

    static DemoData at(Instant now) {
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        List<Release> releases = new ArrayList<>();
        for (Project project : PROJECTS) {
            for (var version : VERSIONS.getOrDefault(project.slug(), List.of())) {
                Instant at = minute.minus(Duration.ofHours(version.getValue()));
                int commits = 9 + Math.floorMod(version.getKey().hashCode(), 40);
                releases.add(new Release(project.slug(), version.getKey(), at, commits));
            }
        }
        List<Issue> issues = new ArrayList<>();
        for (String line : lines("issues.txt")) {
            issues.add(issue(ISSUE_PREFIX + (issues.size() + 1), line, minute, releases));
        }
        return new DemoData(PROJECTS, releases, issues);
    }

    /** A text file beside this class. */
    static String resource(String name) {
        try (InputStream in = DemoData.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource missing from the jar: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String name) {
        return resource(name).lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
    }

    private static Issue issue(String id, String line, Instant now, List<Release> releases) {
        String[] column = COLUMN_END.split(line, -1);
        if (column.length != COLUMNS) {
            throw new IllegalStateException("issues.txt: " + COLUMNS + " columns, not: " + line);
        }
        Instant firstSeen = now.minus(Duration.ofHours(Integer.parseInt(column[3])));
        return new Issue(
                id,
                column[0],
                Issue.Level.valueOf(column[1].toUpperCase(Locale.ROOT)),
                Issue.Status.valueOf(column[2].toUpperCase(Locale.ROOT)),
                firstSeen,
                now.minus(Duration.ofMinutes(Integer.parseInt(column[4]))),
                Integer.parseInt(column[5]),
                Integer.parseInt(column[6]),
                column[7],
                column[8],
                column[9],
                liveAt(column[0], firstSeen, releases),
                column[10]);
    }

    private static String liveAt(String project, Instant at, List<Release> releases) {
        return releases.stream()
                .filter(r -> r.project().equals(project) && !r.releasedAt().isAfter(at))
                .max(Comparator.comparing(Release::releasedAt))
                .map(Release::version)
                .orElseThrow(() -> new IllegalStateException("no release of " + project + " yet"));
    }
}
