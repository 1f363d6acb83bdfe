package dev.parley.egress;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came back, whatever its status: redirects too are responses, and are not followed.
 *
 * @param headers by name, names in lower case, values in the order they came
 * @param body decompressed, read as UTF-8 unless the response says otherwise
 */
public record DocumentResponse(int status, Map<String, List<String>> headers, String body) {

    public DocumentResponse {
        Map<String, List<String>> copy = new TreeMap<>();
        headers.forEach(
                (name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        headers = Map.copyOf(copy);
    }

    /** The values of a header, none when it is absent. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** Without headers and body: a token may be among them. */
    @Override
    public String toString() {
        return "DocumentResponse[" + status + "]";
    }
}
