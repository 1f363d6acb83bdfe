package dev.parley.mcp;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Objects;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Looks, before a request goes out on a connection kept open, whether the server has closed it.
 * OkHttp looks after ten idle seconds only, while many servers close after five; and a request sent
 * into a closed connection cannot be told from one that was run.
 */
final class StaleConnectionCheck implements Interceptor {

    private static final int LOOK_MILLIS = 1;

    /** The connection was closed; nothing of the request was sent. Another one may do. */
    static final class Stale extends IOException {
        Stale() {
            super("the server closed the idle connection");
        }
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Socket socket = Objects.requireNonNull(chain.connection()).socket();
        if (isClosedByServer(socket)) {
            throw new Stale();
        }
        return chain.proceed(chain.request());
    }

    private static boolean isClosedByServer(Socket socket) {
        try {
            int timeout = socket.getSoTimeout();
            socket.setSoTimeout(LOOK_MILLIS);
            try {
                // The end, or something nobody asked for: no answer can come after either.
                int unexpected = socket.getInputStream().read();
                return unexpected >= -1;
            } catch (SocketTimeoutException e) {
                return false;
            } finally {
                socket.setSoTimeout(timeout);
            }
        } catch (IOException e) {
            return true;
        }
    }
}
