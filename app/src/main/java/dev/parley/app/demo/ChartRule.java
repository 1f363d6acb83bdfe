package dev.parley.app.demo;

import dev.parley.tool.Tool;
import java.util.Optional;
import java.util.regex.Pattern;

/** "Chart storefront": the picture tool. */
final class ChartRule implements Rule {

    private static final Pattern WORDS = Pattern.compile("(?i)\\b(chart|graph|plot|diagram)\\b");

    @Override
    public Optional<DemoAnswer> answer(Situation situation) {
        Optional<Tool> chart = situation.tool("event_chart");
        if (!situation.says(WORDS) || chart.isEmpty()) {
            return Optional.empty();
        }
        if (situation.results().isEmpty()) {
            var arguments = SchemaArguments.of(chart.get(), situation.text()).arguments();
            return Optional.of(
                    DemoAnswer.calls("", "", DemoAnswer.Call.of(chart.get(), arguments)));
        }
        String said = Json.text(situation.results().getLast());
        return Optional.of(DemoAnswer.text("The chart is in the result above. " + said));
    }
}
