package dev.parley.requirement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ids at the head of a test's name: {@code v07v08NothingIsInTheFiles} is of V-07 and V-08. One
 * letter and two digits, and behind the last one a word.
 */
final class RequirementIds {

    private static final Pattern NAME = Pattern.compile("^((?:[a-z][0-9]{2})+)[A-Z]");
    private static final int LENGTH = 3;

    private RequirementIds() {}

    /** The ids, such as {@code V-07}; none for a test of no numbered requirement. */
    static List<String> of(String method) {
        Matcher name = NAME.matcher(method);
        List<String> ids = new ArrayList<>();
        if (name.find()) {
            String head = name.group(1);
            for (int start = 0; start < head.length(); start += LENGTH) {
                String letter = head.substring(start, start + 1);
                String number = head.substring(start + 1, start + LENGTH);
                ids.add(letter.toUpperCase(Locale.ROOT) + "-" + number);
            }
        }
        return ids;
    }
}
