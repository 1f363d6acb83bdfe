package dev.parley.requirement;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Says at the end of a module's tests which numbered requirements they held: one line a section,
 * {@code requirements E: 12 of 12 hold: E-01 …}. A requirement holds when each of its tests
 * succeeded; one whose test was skipped does not. JUnit finds this class by itself, in every module
 * whose tests have core's on their class path.
 */
public final class RequirementCounts implements TestExecutionListener {

    private final Map<String, Boolean> holds = new TreeMap<>();

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        note(test, false);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        note(test, result.getStatus() == TestExecutionResult.Status.SUCCESSFUL);
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        lines(holds).forEach(System.out::println);
    }

    /** One line a section, in the order of the alphabet. */
    static List<String> lines(Map<String, Boolean> holds) {
        Map<String, Set<String>> sections = new TreeMap<>();
        holds.keySet()
                .forEach(
                        id ->
                                sections.computeIfAbsent(id.substring(0, 1), it -> new TreeSet<>())
                                        .add(id));
        return sections.entrySet().stream()
                .map(
                        section -> {
                            Set<String> held = new TreeSet<>(section.getValue());
                            held.removeIf(id -> !Boolean.TRUE.equals(holds.get(id)));
                            return "requirements %s: %d of %d hold: %s"
                                    .formatted(
                                            section.getKey(),
                                            held.size(),
                                            section.getValue().size(),
                                            String.join(" ", held));
                        })
                .toList();
    }

    private void note(TestIdentifier test, boolean good) {
        test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .ifPresent(
                        method ->
                                RequirementIds.of(method.getMethodName())
                                        .forEach(id -> holds.merge(id, good, Boolean::logicalAnd)));
    }
}
