package dev.parley.app.demo;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** "count to 200" and "tell me a long story": answers that take their time. */
final class LongTextRule implements Rule {

    private static final Pattern COUNT = Pattern.compile("(?i)\\bcount (?:up )?to (\\d{1,9})");
    private static final Pattern STORY =
            Pattern.compile("(?i)\\blong (story|text|answer)\\b|\\bstory\\b");
    private static final int COUNT_MAX = 1000;
    private static final int NIGHTS = 12;

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        Matcher count = COUNT.matcher(situation.text());
        if (count.find()) {
            return Optional.of(DemoAnswer.text(numbers(Integer.parseInt(count.group(1)))));
        }
        return situation.says(STORY) ? Optional.of(DemoAnswer.text(story())) : Optional.empty();
    }

    private static String numbers(int wanted) {
        int last = Math.min(wanted, COUNT_MAX);
        String numbers =
                IntStream.rangeClosed(1, last)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" "));
        return last == wanted
                ? numbers
                : numbers + "\n\nI stop at " + COUNT_MAX + ": nobody reads further.";
    }

    private static String story() {
        return IntStream.rangeClosed(1, NIGHTS)
                .mapToObj(LongTextRule::night)
                .collect(Collectors.joining("\n\n", "# The lighthouse keeper's log\n\n", ""));
    }

    private static String night(int number) {
        return """
        **Night %1$d.** The lamp was lit at dusk and burned until dawn. %2$d ships went by, and \
        each of them answered the signal but one. The keeper wrote its name in the book, filled \
        the oil, wound the clockwork %1$d times, and looked out again. Nothing moved but the \
        water. So the keeper made tea, read the book from the beginning, and found that on every \
        night so far there had been one ship that did not answer, and never the same one."""
                .formatted(number, 3 + number * 5 % 7);
    }
}
