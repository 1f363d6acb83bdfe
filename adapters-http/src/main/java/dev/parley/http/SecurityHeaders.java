package dev.parley.http;

import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * The headers of every response, set before anything handles the request, so that no error and no
 * servlet can be without them. They are those of the API; the page replaces two.
 */
final class SecurityHeaders implements HttpConfiguration.Customizer {

    /** For what is data and never a document. */
    static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";

    /** For the page: its own scripts, styles and data, and nothing from elsewhere. */
    static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "media-src data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
                    + "form-action 'self'; base-uri 'none'; object-src 'none'; "
                    + "frame-src 'none'; frame-ancestors 'none'; worker-src 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types app-md; "
                    + "report-uri /csp-report";

    private final Supplier<PublicAddress> address;

    SecurityHeaders(Supplier<PublicAddress> address) {
        this.address = address;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        set(responseHeaders);
        return request;
    }

    void set(HttpFields.Mutable headers) {
        headers.put("Content-Security-Policy", API_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        headers.put("Cache-Control", "no-store");
        if (address.get().secure()) {
            headers.put("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
    }
}
