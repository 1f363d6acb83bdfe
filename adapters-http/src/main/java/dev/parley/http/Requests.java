package dev.parley.http;

import dev.parley.token.Principal;
import dev.parley.turn.TurnStart;
import io.javalin.http.Context;
import java.util.Set;
import java.util.regex.Pattern;

/** What every route asks of a request: who it is from and what it holds. */
final class Requests {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Pattern KEY =
            Pattern.compile("[!-~]{1," + TurnStart.REQUEST_KEY_LENGTH_MAX + "}");

    private final Body body;

    Requests(int bodyBytesMax) {
        this.body = new Body(bodyBytesMax);
    }

    /** On whose behalf the request is served. */
    Principal principal(Context context) {
        return Gate.admitted(context).principal();
    }

    byte[] body(Context context) {
        return body.read(context);
    }

    /** Whether the request, by its method, changes nothing. */
    static boolean isSafe(Context context) {
        return SAFE_METHODS.contains(context.req().getMethod());
    }

    /** The client's name for this request, which makes it safe to be repeated; empty for none. */
    static String idempotencyKey(Context context) {
        String key = context.header("Idempotency-Key");
        if (key == null) {
            return "";
        }
        if (!KEY.matcher(key).matches()) {
            throw new Problem(
                    ProblemCode.INVALID_IDEMPOTENCY_KEY,
                    "An Idempotency-Key has 1 to "
                            + TurnStart.REQUEST_KEY_LENGTH_MAX
                            + " visible ASCII characters.");
        }
        return key;
    }

    /** Answers with what was written. */
    static void json(Context context, JsonWriter json) {
        context.contentType("application/json").result(json.toBytes());
    }

    /** An answer with its tag; only that it is the same as before, when the client has it. */
    static void taggedJson(Context context, JsonWriter json) {
        byte[] body = json.toBytes();
        String etag = EntityTag.of(body);
        context.header("ETag", etag);
        if (EntityTag.isKnown(etag, context.header("If-None-Match"))) {
            context.status(304);
        } else {
            context.contentType("application/json").result(body);
        }
    }
}
