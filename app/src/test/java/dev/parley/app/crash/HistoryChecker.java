package dev.parley.app.crash;

import java.util.ArrayList;
import java.util.List;

/** Checks a {@link History} against all that Parley promises. */
final class HistoryChecker {

    private HistoryChecker() {}

    /** The promises that were not kept; none, it is to be hoped. */
    static List<Violation> check(History history) {
        List<Violation> violations = new ArrayList<>();
        violations.addAll(new MessageRules(history).check());
        violations.addAll(new TurnRules(history).check());
        violations.addAll(new ReadingRules(history).check());
        violations.addAll(new CallRules(history).check());
        return violations;
    }
}
