package dev.parley.egress;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A request for a short document.
 *
 * @param body for a POST; the empty text otherwise. Its type is a header like the others
 * @param max of the response's body
 * @param timeout for everything, from resolving the name to the last byte of the body
 */
public record DocumentRequest(
        String method,
        EgressUrl url,
        Map<String, String> headers,
        String body,
        BodyMax max,
        Duration timeout) {

    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(10);

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");

    public DocumentRequest {
        headers = Map.copyOf(headers);
        if (!method.equals("GET") && !method.equals("POST")) {
            throw new IllegalArgumentException("neither GET nor POST: " + method);
        }
        if (method.equals("GET") && !body.isEmpty()) {
            throw new IllegalArgumentException("a GET has no body");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive: " + timeout);
        }
        headers.forEach(
                (name, value) -> {
                    // Without the value: it may be a secret.
                    if (!HEADER_NAME.matcher(name).matches()
                            || !HEADER_VALUE.matcher(value).matches()) {
                        throw new IllegalArgumentException("not a header: " + name);
                    }
                });
    }

    /** A GET of at most 256 KiB within 10 seconds. */
    public static DocumentRequest get(EgressUrl url, Map<String, String> headers) {
        return new DocumentRequest("GET", url, headers, "", BodyMax.DOCUMENT, TIMEOUT_DEFAULT);
    }

    /** A POST whose answer has at most 256 KiB and comes within 10 seconds. */
    public static DocumentRequest post(EgressUrl url, Map<String, String> headers, String body) {
        return new DocumentRequest("POST", url, headers, body, BodyMax.DOCUMENT, TIMEOUT_DEFAULT);
    }

    /** Without headers and body, which hold secrets more often than not. */
    @Override
    public String toString() {
        return "DocumentRequest[" + method + " " + url + "]";
    }
}
