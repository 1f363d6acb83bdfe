package dev.parley.app.demo;

import java.util.List;

/** Writes an issue's stack trace the way its language does. */
final class StackTrace {

    private StackTrace() {}

    static String of(Issue issue, Project project) {
        return switch (project.platform()) {
            case "python" -> python(issue);
            case "javascript" ->
                    lines(
                            issue.title(),
                            "    at " + issue.culprit(),
                            "    at renderWithHooks (node_modules/react-dom/cjs/react-dom.js:5662:22)",
                            "    at performWork (node_modules/scheduler/cjs/scheduler.js:268:31)");
            case "kotlin" ->
                    lines(
                            issue.title(),
                            "    at " + issue.culprit(),
                            "    at android.os.Handler.dispatchMessage(Handler.java:106)",
                            "    at android.app.ActivityThread.main(ActivityThread.java:8919)");
            default ->
                    lines(
                            issue.title(),
                            "    at " + issue.culprit(),
                            "    at com.acme.checkout.CheckoutRoutes.submit(CheckoutRoutes.java:61)",
                            "    at java.base/java.lang.VirtualThread.run(VirtualThread.java:329)");
        };
    }

    private static String python(Issue issue) {
        String culprit = issue.culprit();
        int place = culprit.indexOf(" (");
        String[] fileAndLine = culprit.substring(place + 2, culprit.length() - 1).split(":", -1);
        return lines(
                "Traceback (most recent call last):",
                "  File \"billing/worker.py\", line 58, in main",
                "  File \"%s\", line %s, in %s"
                        .formatted(fileAndLine[0], fileAndLine[1], culprit.substring(0, place)),
                issue.title());
    }

    private static String lines(String... lines) {
        return String.join("\n", List.of(lines));
    }
}
