package dev.parley.egress;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** What holds for every call of the client, before it is made and when its response is there. */
final class GuardedCalls implements Interceptor {

    static final int HEAD_BYTES_MAX = 32 * 1024;

    private static final String USER_AGENT = "User-Agent";

    private final EgressGate gate;

    GuardedCalls(EgressGate gate) {
        this.gate = gate;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        gate.check(EgressUrl.of(request.url()));
        return bounded(request, proceed(chain, prepared(request)));
    }

    /** An interceptor of the network, where OkHttp comes by once it has a connection. */
    static Response connected(Chain chain) throws IOException {
        Progress progress = chain.request().tag(Progress.class);
        if (progress != null) {
            progress.connected = true;
        }
        return chain.proceed(chain.request());
    }

    private static Request prepared(Request request) {
        Request.Builder builder = request.newBuilder();
        if (request.header(USER_AGENT) == null) {
            builder.header(USER_AGENT, "parley");
        }
        RequestBody body = request.body();
        if (body != null) {
            builder.method(request.method(), new SentOnce(body));
        }
        return builder.build();
    }

    /** Whatever fails before there is a connection is one failure: nothing was sent. */
    private static Response proceed(Chain chain, Request request) throws IOException {
        Progress progress = new Progress();
        try {
            return chain.proceed(request.newBuilder().tag(Progress.class, progress).build());
        } catch (EgressException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Interrupts.translate(e);
            }
            if (progress.connected || chain.call().isCanceled()) {
                throw e;
            }
            throw new EgressUnreachable(request.url().host(), e);
        }
    }

    /** OkHttp itself gives up at 256 KiB of headers, so that this much is in memory at most. */
    private static Response bounded(Request request, Response response) throws IOException {
        ResponseBody body = response.body();
        Response received = response.networkResponse();
        if (received != null && received.headers().byteCount() > HEAD_BYTES_MAX) {
            response.close();
            throw EgressTooLarge.head(HEAD_BYTES_MAX);
        }
        BodyMax asked = request.tag(BodyMax.class);
        if (body == null || (asked == null && isStream(body.contentType()))) {
            return response;
        }
        BodyMax max = asked == null ? BodyMax.MESSAGE : asked;
        return response.newBuilder().body(new BoundedBody(body, max)).build();
    }

    /** An event stream has no end; its reader limits each event. */
    private static boolean isStream(@Nullable MediaType type) {
        return type != null && type.type().equals("text") && type.subtype().equals("event-stream");
    }

    /** How far a call has come; a call is made by one thread. */
    private static final class Progress {
        private boolean connected;
    }
}
