package dev.parley.http;

import dev.parley.token.Principal;
import dev.parley.turn.TurnStart;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.regex.Pattern;

/** What every route asks of a request: who it is from and what it holds. */
final class Requests {

    private static final Pattern KEY =
            Pattern.compile("[!-~]{1," + TurnStart.REQUEST_KEY_LENGTH_MAX + "}");

    private final Authentication authentication;
    private final Body body;

    Requests(Authentication authentication, int bodyBytesMax) {
        this.authentication = authentication;
        this.body = new Body(bodyBytesMax);
    }

    Principal principal(Context context) {
        return authentication.authenticate(name -> Optional.ofNullable(context.header(name)));
    }

    byte[] body(Context context) {
        return body.read(context);
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
}
