package dev.parley.http;

import io.javalin.http.Context;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The API's description, for those who write programs against it. It names no address of its own:
 * paths are relative to where it was read. Safe for use by many threads.
 */
final class OpenApi {

    static final String PATH = "/openapi.json";

    private static final String FILE = "openapi.json";

    private final byte[] document = read();

    /** {@code GET /openapi.json}. */
    void show(Context context) {
        context.header("Cache-Control", "public, max-age=3600");
        context.contentType("application/json").result(document);
    }

    private static byte[] read() {
        try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new FileNotFoundException(FILE);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }
}
