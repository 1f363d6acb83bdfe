package dev.parley.app.demo;

import dev.parley.model.ModelException.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * "fail" shows what a broken model looks like; "fail rate limited" and so on choose how, "fail
 * halfway" breaks off in the middle of the answer.
 */
final class FailureRule implements Rule {

    private static final Pattern FAIL = Pattern.compile("(?i)^\\s*fail\\b");
    private static final Pattern HALFWAY = Pattern.compile("(?i)half|middle");

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        if (!situation.says(FAIL)) {
            return Optional.empty();
        }
        if (situation.says(HALFWAY)) {
            return Optional.of(
                    new DemoAnswer.Failure(
                            "I was asked to fail halfway, so this sentence will not",
                            Kind.INCOMPLETE,
                            "The demo model broke off, as it was asked to."));
        }
        Kind kind =
                Stream.of(Kind.values())
                        .filter(it -> situation.says(words(it)))
                        .findFirst()
                        .orElse(Kind.UNAVAILABLE);
        return Optional.of(
                new DemoAnswer.Failure("", kind, "The demo model failed, as it was asked to."));
    }

    private static Pattern words(Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT).replace("_", "[ _-]");
        return Pattern.compile("(?i)" + name);
    }
}
