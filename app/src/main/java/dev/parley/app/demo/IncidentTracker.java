package dev.parley.app.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * The incident tracker behind the demo server: invented data, and one thing that can be changed,
 * the status of an issue. Safe for use by many threads.
 */
final class IncidentTracker {

    /** What may be asked of {@link #search}; an empty text or value means any. */
    record Query(String text, String project, Optional<Issue.Status> status, String sinceRelease) {}

    /** The issues that came with, and went with, a release, as against the one before. */
    record Comparison(Release base, Release head, List<Issue> appeared, List<Issue> ended) {}

    private static final Comparator<Issue> WORST_FIRST =
            Comparator.comparing(Issue::level)
                    .thenComparing(Comparator.comparingInt(Issue::events).reversed());

    private final Instant now;
    private final List<Project> projects;
    private final List<Release> releases;
    private final Map<Integer, Issue> issues = new ConcurrentSkipListMap<>();

    IncidentTracker(Instant now) {
        this.now = now;
        DemoData data = DemoData.at(now);
        projects = data.projects();
        releases = data.releases();
        data.issues().forEach(issue -> issues.put(issue.number(), issue));
    }

    List<Project> projects() {
        return projects;
    }

    Optional<Project> project(String slug) {
        return projects.stream().filter(p -> p.slug().equals(slug)).findFirst();
    }

    /** Releases of {@code project}, or of all when it is empty, newest first. */
    List<Release> releases(String project) {
        return releases.stream()
                .filter(r -> project.isEmpty() || r.project().equals(project))
                .sorted(Comparator.comparing(Release::releasedAt).reversed())
                .toList();
    }

    /** The release with that version, the newest when several projects have one. */
    Optional<Release> release(String project, String version) {
        return releases(project).stream().filter(r -> r.version().equals(version)).findFirst();
    }

    Stream<Issue> issues() {
        return issues.values().stream();
    }

    Optional<Issue> issue(String id) {
        String wanted = id.strip().toUpperCase(Locale.ROOT);
        return issues().filter(issue -> issue.id().equals(wanted)).findFirst();
    }

    /** Matching issues, worst first. */
    List<Issue> search(Query query) {
        Instant since =
                query.sinceRelease().isEmpty()
                        ? Instant.MIN
                        : release(query.project(), query.sinceRelease())
                                .map(Release::releasedAt)
                                .orElse(Instant.MAX);
        String text = query.text().toLowerCase(Locale.ROOT);
        return issues().filter(
                        i -> query.project().isEmpty() || i.project().equals(query.project()))
                .filter(i -> query.status().isEmpty() || i.status() == query.status().get())
                .filter(i -> !i.firstSeen().isBefore(since))
                .filter(
                        i ->
                                (i.title() + ' ' + i.culprit())
                                        .toLowerCase(Locale.ROOT)
                                        .contains(text))
                .sorted(WORST_FIRST)
                .toList();
    }

    /** The latest {@code max} events of an issue, newest first. */
    List<IssueEvent> events(Issue issue, int max) {
        SplittableRandom random = new SplittableRandom(issue.number());
        List<IssueEvent> events = new ArrayList<>();
        Instant at = issue.lastSeen();
        long gapSeconds =
                Math.max(1, Duration.between(issue.firstSeen(), at).toSeconds() / issue.events());
        for (int i = 0; i < Math.min(max, issue.events()); i++) {
            String user = issue.users() == 0 ? "" : "user-" + random.nextInt(1, issue.users() + 1);
            String environment = random.nextInt(10) == 0 ? "staging" : "production";
            String id = String.format(Locale.ROOT, "%016x", random.nextLong());
            events.add(new IssueEvent(id, issue.id(), at, releaseAt(issue, at), environment, user));
            at = at.minusSeconds(random.nextLong(gapSeconds * 2));
            if (at.isBefore(issue.firstSeen())) {
                at = issue.firstSeen();
            }
        }
        return events;
    }

    /** How often the issues happened on each of the last {@code days} days, oldest first. */
    int[] eventsByDay(List<Issue> of, int days) {
        int[] counts = new int[days];
        for (Issue issue : of) {
            // The whole life of the issue is drawn and then cut, so that days do not depend on it.
            SplittableRandom random = new SplittableRandom(issue.number());
            long lifeMinutes =
                    Math.max(1, Duration.between(issue.firstSeen(), issue.lastSeen()).toMinutes());
            for (int i = 0; i < issue.events(); i++) {
                Instant at =
                        issue.lastSeen().minus(Duration.ofMinutes(random.nextLong(lifeMinutes)));
                int daysAgo = (int) Duration.between(at, now).toDays();
                if (daysAgo < days) {
                    counts[days - 1 - daysAgo]++;
                }
            }
        }
        return counts;
    }

    Comparison compare(Release base, Release head) {
        List<Issue> appeared =
                search(new Query("", head.project(), Optional.empty(), "")).stream()
                        .filter(i -> i.firstSeen().isAfter(base.releasedAt()))
                        .filter(i -> i.firstRelease().equals(head.version()))
                        .toList();
        List<Issue> ended =
                search(new Query("", head.project(), Optional.empty(), "")).stream()
                        .filter(i -> i.lastSeen().isAfter(base.releasedAt()))
                        .filter(i -> i.lastSeen().isBefore(head.releasedAt()))
                        .toList();
        return new Comparison(base, head, appeared, ended);
    }

    /** Sets the status and returns the issue as it was before; empty when there is none. */
    Optional<Issue> resolve(String id) {
        return issue(id)
                .map(
                        before -> {
                            issues.put(before.number(), before.with(Issue.Status.RESOLVED));
                            return before;
                        });
    }

    private String releaseAt(Issue issue, Instant at) {
        return releases(issue.project()).stream()
                .filter(r -> !r.releasedAt().isAfter(at))
                .findFirst()
                .map(Release::version)
                .orElse(issue.firstRelease());
    }
}
