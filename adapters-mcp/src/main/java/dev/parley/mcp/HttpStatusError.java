package dev.parley.mcp;

import okhttp3.Response;

/** An answer whose HTTP status is no success. */
final class HttpStatusError extends RuntimeException {

    private final int status;

    HttpStatusError(int status) {
        super("HTTP status " + status);
        this.status = status;
    }

    static void unlessSuccessful(Response response) {
        if (!response.isSuccessful()) {
            throw new HttpStatusError(response.code());
        }
    }

    int status() {
        return status;
    }
}
