package dev.parley.http;

import io.javalin.http.Context;
import io.javalin.http.staticfiles.ResourceHandler;
import io.javalin.http.staticfiles.StaticFileConfig;
import io.javalin.security.RouteRole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The page: the files of the class path's folder {@code web}, kept in memory once asked for. Any
 * other address a browser opens gets {@code index.html}, which knows what to show there. Safe for
 * use by many threads.
 */
final class StaticPage implements ResourceHandler {

    private static final String FOLDER = "web/";
    private static final String INDEX = "index.html";
    private static final String ASSETS = "assets/";

    /** No segment begins with a dot, so none leads out of the folder. */
    private static final Pattern LEGAL =
            Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/){0,8}[A-Za-z0-9_-][A-Za-z0-9._-]*");

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

    private record File(byte[] content, byte[] gzipped, String type, String etag) {}

    private final Map<String, File> files = new ConcurrentHashMap<>();

    @Override
    public boolean canHandle(Context context) {
        return find(context).isPresent();
    }

    @Override
    public boolean handle(Context context) {
        Optional<String> name = find(context);
        name.ifPresent(it -> send(context, it, files.get(it)));
        return name.isPresent();
    }

    @Override
    public boolean addStaticFileConfig(StaticFileConfig config) {
        throw new UnsupportedOperationException("the page has one folder");
    }

    @Override
    public Set<RouteRole> resourceRouteRoles(Context context) {
        return Set.of();
    }

    /** The name of the loaded file that answers the request. */
    private Optional<String> find(Context context) {
        String path = context.path();
        if (!RequestGuard.isPage(path)) {
            return Optional.empty();
        }
        String name = path.equals("/") ? INDEX : path.substring(1);
        if (LEGAL.matcher(name).matches() && load(name)) {
            return Optional.of(name);
        }
        String accept = context.header("Accept");
        boolean opened = accept != null && accept.contains("text/html");
        return opened && !name.startsWith(ASSETS) && load(INDEX)
                ? Optional.of(INDEX)
                : Optional.empty();
    }

    private boolean load(String name) {
        // The map is never filled with what is not there: the number of files bounds it.
        return files.computeIfAbsent(name, StaticPage::read) != null;
    }

    private static @Nullable File read(String name) {
        try (InputStream in =
                StaticPage.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                return null;
            }
            byte[] content = in.readAllBytes();
            String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return new File(
                    content,
                    COMPRESSED.contains(extension) ? content : gzip(content),
                    TYPES.getOrDefault(extension, TYPE_UNKNOWN),
                    '"' + hash(content) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER + name, e);
        }
    }

    private static void send(Context context, String name, File file) {
        context.header("Content-Security-Policy", SecurityHeaders.PAGE_POLICY);
        context.header(
                "Cache-Control",
                name.startsWith(ASSETS) ? "public, max-age=31536000, immutable" : "no-cache");
        context.header("ETag", file.etag());
        context.header("Vary", "Accept-Encoding");
        // What is packed already is not packed again.
        context.disableCompression();
        if (file.etag().equals(context.header("If-None-Match"))) {
            context.status(304);
            return;
        }
        context.contentType(file.type());
        String encodings = context.header("Accept-Encoding");
        boolean pack =
                encodings != null
                        && encodings.contains("gzip")
                        && file.gzipped().length < file.content().length;
        if (pack) {
            context.header("Content-Encoding", "gzip");
        }
        context.result(pack ? file.gzipped() : file.content());
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
