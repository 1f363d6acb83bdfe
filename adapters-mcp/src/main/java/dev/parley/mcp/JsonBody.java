package dev.parley.mcp;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** One message on its way to the server, which the guarded client sends once at most. */
final class JsonBody extends RequestBody {

    private static final @Nullable MediaType JSON = MediaType.parse("application/json");

    private final byte[] message;
    private volatile boolean begun;

    JsonBody(byte[] message) {
        this.message = message;
    }

    /** Whether the server may have seen something of it. */
    boolean isBegun() {
        return begun;
    }

    @Override
    public @Nullable MediaType contentType() {
        return JSON;
    }

    @Override
    public long contentLength() {
        return message.length;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        begun = true;
        sink.write(message);
    }
}
