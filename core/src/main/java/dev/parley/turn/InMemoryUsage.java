package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the turns of an {@link InMemoryTurnJournal}, whose lock guards it, have used. */
final class InMemoryUsage {

    private record Entry(String owner, ConversationId conversation, LocalDate day, UsageSum used) {

        Entry plus(UsageSum more) {
            return new Entry(owner, conversation, day, used.plus(more));
        }
    }

    private final Map<TurnId, Entry> entries = new LinkedHashMap<>();

    void open(TurnStart start) {
        entries.put(
                start.turn(),
                new Entry(
                        start.owner().key(),
                        start.conversation(),
                        LocalDate.now(ZoneOffset.UTC),
                        new UsageSum(1, UsageSum.NONE.tokens(), 0)));
    }

    void add(TurnAppend append) {
        UsageSum used = UsageSum.of(append.events());
        entries.computeIfPresent(append.turn(), (turn, entry) -> entry.plus(used));
    }

    UsageSum of(Principal owner, ConversationId conversation) {
        return entries(owner)
                .filter(entry -> entry.conversation().equals(conversation))
                .map(Entry::used)
                .reduce(UsageSum.NONE, UsageSum::plus);
    }

    UsageReport report(Principal owner) {
        LocalDate before = LocalDate.now(ZoneOffset.UTC).minusDays(UsageReport.DAYS_MAX);
        Map<LocalDate, UsageSum> days = new TreeMap<>();
        entries(owner)
                .filter(entry -> entry.day().isAfter(before))
                .forEach(entry -> days.merge(entry.day(), entry.used(), UsageSum::plus));
        List<UsageReport.Day> listed =
                days.entrySet().stream()
                        .map(day -> new UsageReport.Day(day.getKey(), day.getValue()))
                        .toList();
        UsageSum total = entries(owner).map(Entry::used).reduce(UsageSum.NONE, UsageSum::plus);
        return new UsageReport(total, listed);
    }

    private Stream<Entry> entries(Principal owner) {
        return entries.values().stream().filter(entry -> entry.owner().equals(owner.key()));
    }
}
