package dev.parley.egress;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import okhttp3.Call;
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

    /** Of finding a connection that the server has not closed: each one kept may be closed. */
    private static final int ATTEMPTS_MAX = 16;

    private static final String USER_AGENT = "User-Agent";

    private final EgressGate gate;

    GuardedCalls(EgressGate gate) {
        this.gate = gate;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        gate.check(EgressUrl.of(request.url()));
        return bounded(chain.call(), proceed(chain, prepared(request)));
    }

    /**
     * An interceptor of the network, where OkHttp comes by once it has a connection. It looks at
     * kept ones again after 10 seconds only; many servers close them after 5. Nothing of a request
     * with a body is sent then, or nobody could say whether it may be sent again.
     */
    static Response connected(Chain chain) throws IOException {
        Progress progress = requireNonNull(chain.request().tag(Progress.class));
        Socket socket = requireNonNull(chain.connection()).socket();
        if (chain.request().body() != null && isClosedByPeer(socket)) {
            progress.stale = true;
            socket.close();
            throw new IOException("the server has closed the connection");
        }
        progress.sent = true;
        return chain.proceed(chain.request());
    }

    /** A server that has something to say before it is asked is not to be talked to either. */
    private static boolean isClosedByPeer(Socket socket) {
        try {
            int timeoutMillis = socket.getSoTimeout();
            socket.setSoTimeout(1);
            try {
                socket.getInputStream().read();
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } finally {
                socket.setSoTimeout(timeoutMillis);
            }
        } catch (IOException e) {
            return true;
        }
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

    /** Whatever fails before a request is sent is one failure. */
    private static Response proceed(Chain chain, Request request) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Progress progress = new Progress();
            try {
                return chain.proceed(request.newBuilder().tag(Progress.class, progress).build());
            } catch (EgressException e) {
                throw e;
            } catch (RuntimeException e) {
                // What OkHttp throws at a second interim response, for one.
                ProtocolException protocol = new ProtocolException("not a response of HTTP");
                protocol.initCause(e);
                throw protocol;
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw Interrupts.translate(e);
                }
                if (progress.sent || chain.call().isCanceled()) {
                    throw e;
                }
                if (!progress.stale || attempt == ATTEMPTS_MAX) {
                    throw new EgressUnreachable(request.url().host(), e);
                }
            }
        }
    }

    /** OkHttp itself gives up at 256 KiB of headers, so that this much is in memory at most. */
    private static Response bounded(Call call, Response response) throws IOException {
        ResponseBody body = response.body();
        Response received = response.networkResponse();
        if (received != null && received.headers().byteCount() > HEAD_BYTES_MAX) {
            response.close();
            throw EgressTooLarge.head(HEAD_BYTES_MAX);
        }
        BodyMax asked = call.request().tag(BodyMax.class);
        if (body == null || (asked == null && isStream(body.contentType()))) {
            return response;
        }
        BodyMax max = asked == null ? BodyMax.MESSAGE : asked;
        return response.newBuilder().body(new BoundedBody(body, max, call)).build();
    }

    /** An event stream has no end; its reader limits each event. */
    private static boolean isStream(@Nullable MediaType type) {
        return type != null && type.type().equals("text") && type.subtype().equals("event-stream");
    }

    /** How far a call has come; a call is made by one thread. */
    private static final class Progress {
        private boolean stale;
        private boolean sent;
    }
}
