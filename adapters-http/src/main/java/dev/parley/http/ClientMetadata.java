package dev.parley.http;

import io.javalin.http.Context;
import java.util.function.Supplier;

/**
 * Parley as a client of authorization servers, at the address that is its client id there (OAuth
 * Client ID Metadata Document). Only on https: nobody else could look there.
 */
final class ClientMetadata {

    static final String PATH = "/client-metadata.json";

    private final Supplier<PublicAddress> address;

    ClientMetadata(Supplier<PublicAddress> address) {
        this.address = address;
    }

    /** {@code GET /client-metadata.json}. */
    void show(Context context) {
        PublicAddress ours = address.get();
        if (!ours.secure()) {
            throw new Problem(ProblemCode.NOT_FOUND, "There is nothing at this address.");
        }
        JsonWriter json = new JsonWriter().object().field("client_id", ours.url() + PATH);
        json.field("client_name", "Parley").field("client_uri", ours.url() + "/");
        list(json, "redirect_uris", ours.url() + AuthRoutes.CALLBACK);
        list(json, "grant_types", "authorization_code", "refresh_token");
        list(json, "response_types", "code");
        json.field("token_endpoint_auth_method", "none").field("application_type", "web");
        context.header("Cache-Control", "public, max-age=3600");
        Requests.json(context, json.endObject());
    }

    private static void list(JsonWriter json, String name, String... values) {
        json.name(name).array();
        for (String value : values) {
            json.string(value);
        }
        json.endArray();
    }
}
