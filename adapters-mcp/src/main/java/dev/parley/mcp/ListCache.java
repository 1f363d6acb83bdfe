package dev.parley.mcp;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A list of a server as one principal sees it. It is kept while the server would announce a change,
 * and otherwise until it is old. However many changes are announced, they cost one listing, by
 * whoever asks next. Safe for use by many threads.
 */
final class ListCache<T> {

    /** Items and what was known when they were asked for. */
    private record Known<T>(List<T> items, long changes, long gaps, Instant at) {}

    private final Duration ageMax;
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Known<T> known;

    ListCache(Duration ageMax) {
        this.ageMax = ageMax;
    }

    /** The server has announced a change. */
    void changed() {
        changes.incrementAndGet();
    }

    /**
     * The list, from {@code listing} when what is known is no longer good.
     *
     * @param listening whether the server can announce changes now
     * @param gaps how often that began or ended so far: what is older may have changed unheard
     */
    List<T> get(boolean listening, long gaps, Instant now, Supplier<List<T>> listing) {
        Known<T> last = known;
        if (last != null && isCurrent(last, listening, gaps, now)) {
            return last.items();
        }
        // Read before asking: a change announced meanwhile makes the answer old at once.
        long changesBefore = changes.get();
        List<T> items = listing.get();
        known = new Known<>(items, changesBefore, gaps, now);
        return items;
    }

    private boolean isCurrent(Known<T> last, boolean listening, long gaps, Instant now) {
        return last.changes() == changes.get()
                && last.gaps() == gaps
                && (listening || last.at().plus(ageMax).isAfter(now));
    }
}
