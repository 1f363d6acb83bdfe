package dev.parley.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.token.Secret;
import dev.parley.token.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which organizations people belong to at Sentry, by its API. Safe for use by many threads.
 *
 * <p>Whose organizations cannot be told completely and in time belongs to none, until they sign in
 * again.
 */
final class SentryOrganizations {

    /** How long all pages may take together. */
    static final Duration ASK_MAX = Duration.ofSeconds(5);

    private static final int PAGE = 25;
    private static final int PAGES_MAX = 8;

    /** Of one page; each organization comes with a list of all features it has. */
    private static final int PAGE_BYTES_MAX = 1_000_000;

    /**
     * How Sentry's answers name the next page: {@code <…>; rel="next"; results="true"; cursor="…"}.
     */
    private static final Pattern NEXT =
            Pattern.compile("rel=\"next\"; *results=\"true\"; *cursor=\"([0-9:]{1,100})\"");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(SentryOrganizations.class);

    private final OkHttpClient http;
    private final HttpUrl organizations;
    private final Duration askMax;

    /**
     * @param http through which everything is sent, and which decides what may be connected to
     * @param url of the installation
     */
    SentryOrganizations(OkHttpClient http, String url, Duration askMax) {
        // The token is for this address, and for none that it leads to.
        this.http = http.newBuilder().followRedirects(false).followSslRedirects(false).build();
        this.organizations = HttpUrl.get(url + "/api/0/organizations/");
        this.askMax = askMax;
    }

    /** The slugs of the organizations of whom the token is; blocks for at most {@code askMax}. */
    Set<String> of(Secret accessToken) {
        long end = System.nanoTime() + askMax.toNanos();
        Set<String> slugs = new HashSet<>();
        String cursor = "";
        try {
            for (int page = 0; page < PAGES_MAX; page++) {
                Request request = request(cursor, accessToken);
                Call call = http.newCall(request);
                call.timeout().timeout(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                try (Response answer = call.execute()) {
                    addSlugs(answer, slugs);
                    Matcher next = NEXT.matcher(String.join(", ", answer.headers("Link")));
                    if (!next.find()) {
                        return Set.copyOf(slugs);
                    }
                    cursor = next.group(1);
                }
            }
            LOG.warn("somebody belongs to more organizations at Sentry than are read");
            return Set.copyOf(slugs);
        } catch (IOException e) {
            // Not its message: that may quote the answer.
            LOG.warn(
                    "Sentry did not tell who belongs to which organization: {}",
                    e.getClass().getSimpleName());
            return Set.of();
        }
    }

    private Request request(String cursor, Secret accessToken) {
        HttpUrl.Builder url =
                organizations.newBuilder().addQueryParameter("per_page", Integer.toString(PAGE));
        if (!cursor.isEmpty()) {
            url.addQueryParameter("cursor", cursor);
        }
        return new Request.Builder()
                .url(url.build())
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + accessToken.reveal())
                .build();
    }

    private static void addSlugs(Response answer, Set<String> slugs) throws IOException {
        if (answer.code() != 200 || answer.body() == null) {
            throw new IOException("not shown");
        }
        BufferedSource body = answer.body().source();
        if (body.request(PAGE_BYTES_MAX + 1L)) {
            throw new IOException("too long");
        }
        JsonNode list = JSON.readTree(body.readUtf8());
        if (!list.isArray()) {
            throw new IOException("no list");
        }
        for (JsonNode it : list) {
            @Nullable String slug = it.path("slug").textValue();
            if (slug != null && Workspace.isSlug(slug)) {
                slugs.add(slug);
            }
        }
    }
}
