package dev.parley.http;

import io.javalin.http.Context;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets pass what our own page, or a client that is no browser, may have sent: to a host name of
 * ours, and if it changes something, as JSON or as a file where one is taken, with a header no form
 * can set, from our origin. Together they keep out forged requests and DNS rebinding. Requests with
 * an {@code Authorization} cannot be forged, as nobody but their sender knows the key.
 */
final class RequestGuard {

    private static final String CSP_REPORT = "/csp-report";

    private final Supplier<PublicAddress> address;

    /** A guard for {@code address}, which is known once the server listens. */
    RequestGuard(Supplier<PublicAddress> address) {
        this.address = address;
    }

    /** Whether {@code path} belongs to what people open, not to what programs call. */
    static boolean isPage(String path) {
        return !path.startsWith("/api/") && !path.equals("/api") && !path.startsWith("/health/");
    }

    /**
     * Checks a request before anything else looks at it.
     *
     * @throws Problem when it is refused
     */
    void check(Context context) {
        PublicAddress ours = address.get();
        if (!ours.hosts().contains(context.req().getServerName().toLowerCase(Locale.ROOT))) {
            throw new Problem(ProblemCode.WRONG_HOST, "This server does not answer to that name.");
        }
        if (Authentication.isProgram(context)) {
            // Whoever this is shows a key or is refused: their cookies do not count.
            return;
        }
        if (!Requests.isSafe(context)) {
            // Browsers send violation reports by themselves, as a type of their own.
            if (!context.path().equals(CSP_REPORT)) {
                checkChange(context, ours);
            }
        } else if (!isPage(context.path()) && isFromElsewhere(context) && !comesBack(context)) {
            throw crossOrigin("Another site may not read this.");
        }
    }

    private static void checkChange(Context context, PublicAddress ours) {
        String type = context.req().getContentType();
        if (!isJson(type) && !isFile(type, context.path())) {
            throw new Problem(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json.");
        }
        if (context.header("X-Requested-By") == null) {
            throw crossOrigin("The header X-Requested-By is missing.");
        }
        String origin = context.header("Origin");
        boolean sameOrigin =
                origin == null
                        ? "same-origin".equals(context.header("Sec-Fetch-Site"))
                        : ours.origins().contains(origin);
        if (!sameOrigin) {
            throw crossOrigin("Origin must be " + ours.url() + ".");
        }
    }

    /** JSON is UTF-8 (RFC 8259); a charset that says otherwise is refused. */
    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "");
        return type.equals("application/json") || type.equals("application/json;charset=utf-8");
    }

    /** No form sends this type, and another site's script must ask before it does. */
    private static boolean isFile(@Nullable String contentType, String path) {
        return path.equals(AttachmentRoutes.PATH) && "application/octet-stream".equals(contentType);
    }

    private static boolean isFromElsewhere(Context context) {
        String site = context.header("Sec-Fetch-Site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    /**
     * Whether an authorization server has sent a person back. It is the one address of the API that
     * other sites lead to, and only as a whole page; the cookie and the state decide on the rest.
     */
    private static boolean comesBack(Context context) {
        String destination = context.header("Sec-Fetch-Dest");
        return context.path().equals(AuthRoutes.CALLBACK)
                && context.req().getMethod().equals("GET")
                && "navigate".equals(context.header("Sec-Fetch-Mode"))
                && (destination == null || destination.equals("document"));
    }

    private static Problem crossOrigin(String detail) {
        return new Problem(ProblemCode.CROSS_ORIGIN, detail);
    }
}
