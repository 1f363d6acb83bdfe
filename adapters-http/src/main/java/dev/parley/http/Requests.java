package dev.parley.http;

import dev.parley.token.Principal;
import io.javalin.http.Context;
import java.util.Optional;

/** What every route asks of a request: who it is from and what it holds. */
final class Requests {

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

    /** Answers with what was written. */
    static void json(Context context, JsonWriter json) {
        context.contentType("application/json").result(json.toBytes());
    }
}
