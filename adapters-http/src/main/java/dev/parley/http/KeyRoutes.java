package dev.parley.http;

import static java.time.temporal.ChronoUnit.DAYS;

import dev.parley.access.ApiKey;
import dev.parley.access.ApiKeys;
import dev.parley.token.Principal;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The keys with which programs act for somebody. */
final class KeyRoutes {

    private static final int EXPIRES_IN_DAYS_MAX = 3_650;

    private final ApiKeys keys;
    private final InstantSource clock;
    private final Requests requests;

    KeyRoutes(ApiKeys keys, InstantSource clock, Requests requests) {
        this.keys = keys;
        this.clock = clock;
        this.requests = requests;
    }

    /** {@code GET /api/keys}. */
    void list(Context context) {
        JsonWriter json = new JsonWriter().object().name("keys").array();
        for (ApiKey it : keys.list(requests.principal(context))) {
            key(json, it);
        }
        Requests.json(context, json.endArray().endObject());
    }

    /**
     * {@code POST /api/keys}: makes one, by {@code name}, {@code scope} and, unless it is to last
     * for ever, {@code expiresInDays}. Its text is in this answer and nowhere else.
     */
    void create(Context context) {
        Principal principal = requests.principal(context);
        Map<String, String> texts = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        JsonInput.body(
                requests.body(context),
                (name, parser) -> {
                    switch (name) {
                        case "name", "scope" -> texts.put(name, JsonInput.string(name, parser));
                        case "expiresInDays" ->
                                numbers.put(
                                        name,
                                        JsonInput.integer(name, parser, 1, EXPIRES_IN_DAYS_MAX));
                        default -> {
                            // A newer page may say more.
                        }
                    }
                });
        Integer days = numbers.get("expiresInDays");
        Instant expiresAt = days == null ? Instant.MAX : clock.instant().plus(days, DAYS);
        ApiKeys.Created created =
                create(
                        principal,
                        texts.getOrDefault("name", ""),
                        scope(texts.getOrDefault("scope", "")),
                        expiresAt);
        JsonWriter json = new JsonWriter().object().name("key");
        key(json, created.key());
        Requests.json(context, json.field("text", created.text().reveal()).endObject());
        context.status(201);
    }

    /** {@code DELETE /api/keys/{id}}. */
    void delete(Context context) {
        if (!keys.delete(requests.principal(context), PathIds.hash(context))) {
            throw new Problem(ProblemCode.KEY_NOT_FOUND, "There is no such API key.");
        }
        context.status(204);
    }

    private ApiKeys.Created create(
            Principal principal, String name, ApiKey.Scope scope, Instant expiresAt) {
        if (name.isBlank() || name.length() > ApiKey.NAME_LENGTH_MAX) {
            throw Problem.invalidBody(
                    "name must have 1 to " + ApiKey.NAME_LENGTH_MAX + " characters.");
        }
        if (keys.list(principal).size() >= ApiKeys.KEYS_MAX) {
            throw new Problem(
                    ProblemCode.TOO_MANY_KEYS,
                    "You have " + ApiKeys.KEYS_MAX + " API keys. Delete some first.");
        }
        return keys.create(principal, name, scope, expiresAt);
    }

    private static ApiKey.Scope scope(String name) {
        return switch (name) {
            case "read" -> ApiKey.Scope.READ;
            case "chat" -> ApiKey.Scope.CHAT;
            default -> throw Problem.invalidBody("scope must be read or chat.");
        };
    }

    private static void key(JsonWriter json, ApiKey key) {
        json.object().field("id", key.id()).field("name", key.name());
        json.field("scope", key.scope().name().toLowerCase(Locale.ROOT));
        json.field("createdAt", key.createdAt().toString());
        if (!key.expiresAt().equals(Instant.MAX)) {
            json.field("expiresAt", key.expiresAt().toString());
        }
        json.endObject();
    }
}
