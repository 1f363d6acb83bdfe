package dev.parley.mcp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a list a server gives out in pages, as far as the server is sensible. */
final class McpPages {

    static final int PAGES_MAX = 50;
    static final int ITEMS_MAX = 500;

    private static final Logger log = LoggerFactory.getLogger(McpPages.class);

    /** One page. */
    record Page<T>(List<T> items, @Nullable String nextCursor) {}

    private McpPages() {}

    /**
     * The items of all pages, at most {@value #ITEMS_MAX} from {@value #PAGES_MAX} pages.
     *
     * @param what the list and its server, for the log
     * @param fetch takes the cursor, null for the first page
     */
    static <T> List<T> all(String what, Function<@Nullable String, Page<T>> fetch) {
        List<T> items = new ArrayList<>();
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        for (int page = 0; page < PAGES_MAX; page++) {
            Page<T> next = fetch.apply(cursor);
            items.addAll(next.items());
            cursor = next.nextCursor();
            if (items.size() > ITEMS_MAX) {
                log.warn("{} has more than {} items; the rest is left out", what, ITEMS_MAX);
                return List.copyOf(items.subList(0, ITEMS_MAX));
            }
            if (cursor == null || cursor.isEmpty()) {
                return List.copyOf(items);
            }
            if (!cursors.add(cursor)) {
                log.warn("{} repeats a cursor; what follows is left out", what);
                return List.copyOf(items);
            }
        }
        log.warn("{} has more than {} pages; the rest is left out", what, PAGES_MAX);
        return List.copyOf(items);
    }
}
