package dev.parley.egress;

import java.io.IOException;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * A body that fails when more of it is read than its limit, counted after decompression. The call
 * ends with that: OkHttp would read on for a while, in the hope to keep the connection.
 */
final class BoundedBody extends ResponseBody {

    private final ResponseBody body;
    private final BufferedSource source;

    BoundedBody(ResponseBody body, BodyMax max, Call call) {
        this.body = body;
        source = Okio.buffer(new Counted(body.source(), max.bytes(), call));
    }

    @Override
    public @Nullable MediaType contentType() {
        return body.contentType();
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public BufferedSource source() {
        return source;
    }

    private static final class Counted extends ForwardingSource {

        private final long bytesMax;
        private final Call call;
        private long bytesRead;

        Counted(Source source, long bytesMax, Call call) {
            super(source);
            this.bytesMax = bytesMax;
            this.call = call;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long read = super.read(sink, byteCount);
            bytesRead += Math.max(read, 0);
            if (bytesRead > bytesMax) {
                call.cancel();
                throw EgressTooLarge.body(bytesMax);
            }
            return read;
        }
    }
}
