package dev.parley.openai;

import com.openai.core.http.HttpResponse;
import dev.parley.model.ModelException;
import dev.parley.model.ModelException.Kind;
import java.util.List;
import java.util.Locale;

/** Tells an event stream from a page or a document that was sent with status 200. */
final class EventStreams {

    private EventStreams() {}

    /** The response; some servers send events under another type or none, which passes. */
    static HttpResponse require(HttpResponse response) {
        List<String> types = response.headers().values("content-type");
        String type = types.isEmpty() ? "" : types.getFirst().toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html") || type.startsWith("application/json")) {
            response.close();
            throw new ModelException(
                    Kind.MALFORMED,
                    "The model's server answered, but not with a stream of events. "
                            + "Check the base URL; it mostly ends in /v1.",
                    null);
        }
        return response;
    }
}
