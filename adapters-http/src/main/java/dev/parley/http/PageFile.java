package dev.parley.http;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** One file of the page, ready to be sent. Immutable. */
final class PageFile {

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("png", "image/png"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("woff2", "font/woff2"));
    private static final Set<String> COMPRESSED = Set.of("ico", "png", "webp", "woff2");
    private static final String TYPE_UNKNOWN = "application/octet-stream";

    private final byte[] content;
    private final byte[] gzipped;
    private final String type;
    private final String etag;
    private final String cacheControl;

    /** The file {@code name}; {@code hashed} when another content would have another name. */
    PageFile(String name, byte[] content, boolean hashed) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        this.content = content;
        this.gzipped = COMPRESSED.contains(extension) ? content : gzip(content);
        this.type = TYPES.getOrDefault(extension, TYPE_UNKNOWN);
        this.etag = EntityTag.of(content);
        this.cacheControl = hashed ? "public, max-age=31536000, immutable" : "no-cache";
    }

    void send(Context context) {
        context.header("Content-Security-Policy", SecurityHeaders.PAGE_POLICY);
        context.header("Cache-Control", cacheControl);
        context.header("ETag", etag);
        context.header("Vary", "Accept-Encoding");
        // What is packed already is not packed again.
        context.disableCompression();
        if (EntityTag.isKnown(etag, context.header("If-None-Match"))) {
            context.status(304);
            return;
        }
        context.contentType(type);
        String encodings = context.header("Accept-Encoding");
        boolean packed =
                encodings != null && encodings.contains("gzip") && gzipped.length < content.length;
        if (packed) {
            context.header("Content-Encoding", "gzip");
        }
        context.result(packed ? gzipped : content);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("packing in memory failed", e);
        }
        return packed.toByteArray();
    }
}
