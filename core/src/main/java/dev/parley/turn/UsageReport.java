package dev.parley.turn;

import java.time.LocalDate;
import java.util.List;

/**
 * What a principal has used.
 *
 * @param total since usage is counted
 * @param days of the last {@value #DAYS_MAX} days, today included, those with a turn; oldest first
 */
public record UsageReport(UsageSum total, List<Day> days) {

    public static final int DAYS_MAX = 30;

    /**
     * The turns that began on one day.
     *
     * @param day by UTC
     */
    public record Day(LocalDate day, UsageSum used) {}

    public UsageReport {
        days = List.copyOf(days);
    }
}
