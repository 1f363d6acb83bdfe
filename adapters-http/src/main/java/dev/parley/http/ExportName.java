package dev.parley.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.conversation.Beginning;
import java.net.URLEncoder;
import java.text.Normalizer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * What a file is called that is taken away (RFC 6266): the title's letters and digits, and the day,
 * so that no title makes a path, a hidden file or a device of it.
 */
final class ExportName {

    private static final int SLUG_LENGTH_MAX = 60;

    private ExportName() {}

    /** The value of {@code Content-Disposition}. */
    static String attachment(String title, Instant day, String ending) {
        String end = "-" + day.atOffset(ZoneOffset.UTC).toLocalDate() + "." + ending;
        String any = slug(title, "[^\\p{L}\\p{N}\\p{M}]+");
        String plain =
                slug(
                        Normalizer.normalize(title, Normalizer.Form.NFKD).replaceAll("\\p{M}", ""),
                        "[^A-Za-z0-9]+");
        String header = "attachment; filename=\"" + orElse(plain) + end + "\"";
        return any.equals(plain)
                ? header
                : header + "; filename*=UTF-8''" + encoded(orElse(any) + end);
    }

    private static String slug(String title, String others) {
        String slug = title.toLowerCase(Locale.ROOT).replaceAll(others, "-");
        if (slug.length() > SLUG_LENGTH_MAX) {
            slug = Beginning.of(slug, SLUG_LENGTH_MAX);
        }
        return slug.replaceAll("^-|-$", "");
    }

    private static String orElse(String slug) {
        return slug.isEmpty() ? "conversation" : slug;
    }

    /** A name as an extended value of a header (RFC 8187): its bytes in UTF-8. */
    static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20").replace("*", "%2A");
    }
}
