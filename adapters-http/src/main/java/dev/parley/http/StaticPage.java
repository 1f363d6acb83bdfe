package dev.parley.http;

import io.javalin.http.Context;
import io.javalin.http.staticfiles.ResourceHandler;
import io.javalin.http.staticfiles.StaticFileConfig;
import io.javalin.security.RouteRole;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The page: the files of the class path's folder {@code web}, kept in memory once asked for. Any
 * other address a browser opens gets {@code index.html}, which knows what to show there. Safe for
 * use by many threads.
 */
final class StaticPage implements ResourceHandler {

    private static final String FOLDER = "web/";
    private static final String INDEX = "index.html";

    /** Files whose names hold a hash of their content. */
    private static final String ASSETS = "assets/";

    /** No segment begins with a dot, so none leads out of the folder. */
    private static final Pattern LEGAL =
            Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/){0,8}[A-Za-z0-9_-][A-Za-z0-9._-]*");

    /** Never filled with what is not there: the number of files bounds it. */
    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    @Override
    public boolean canHandle(Context context) {
        return find(context).isPresent();
    }

    @Override
    public boolean handle(Context context) {
        Optional<PageFile> file = find(context);
        file.ifPresent(it -> it.send(context));
        return file.isPresent();
    }

    @Override
    public boolean addStaticFileConfig(StaticFileConfig config) {
        throw new UnsupportedOperationException("the page has one folder");
    }

    @Override
    public Set<RouteRole> resourceRouteRoles(Context context) {
        return Set.of(Gate.For.ANYBODY);
    }

    private Optional<PageFile> find(Context context) {
        String path = context.path();
        if (!RequestGuard.isPage(path)) {
            return Optional.empty();
        }
        String name = path.equals("/") ? INDEX : path.substring(1);
        Optional<PageFile> file = LEGAL.matcher(name).matches() ? load(name) : Optional.empty();
        String accept = context.header("Accept");
        boolean opened = accept != null && accept.contains("text/html");
        return file.isEmpty() && opened && !name.startsWith(ASSETS) ? load(INDEX) : file;
    }

    private Optional<PageFile> load(String name) {
        return Optional.ofNullable(files.computeIfAbsent(name, StaticPage::read));
    }

    private static @Nullable PageFile read(String name) {
        try (InputStream in =
                StaticPage.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
            return in == null
                    ? null
                    : new PageFile(name, in.readAllBytes(), name.startsWith(ASSETS));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER + name, e);
        }
    }
}
