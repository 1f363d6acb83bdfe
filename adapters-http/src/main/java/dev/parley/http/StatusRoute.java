package dev.parley.http;

import io.javalin.http.Context;
import java.util.Optional;
import java.util.Set;

/** {@code GET /api/auth/status}: who is signed in here, and how one would be. */
final class StatusRoute {

    private final Access.Mode mode;
    private final Gate gate;
    private final Workspaces workspaces;

    StatusRoute(Access.Mode mode, Gate gate, Workspaces workspaces) {
        this.mode = mode;
        this.gate = gate;
        this.workspaces = workspaces;
    }

    void status(Context context) {
        JsonWriter json = new JsonWriter().object();
        switch (mode) {
            case Access.Mode.Local local -> json.field("mode", "local");
            case Access.Mode.SignIn it ->
                    json.field("mode", "provider").field("provider", it.provider().displayName());
        }
        Optional<Caller> caller = gate.find(context);
        json.field("signedIn", caller.isPresent());
        caller.ifPresent(it -> write(json, it));
        Requests.json(context, json.endObject());
    }

    /** The organizations are left out when it cannot be told which they are. */
    private void write(JsonWriter json, Caller caller) {
        json.name("principal").object();
        json.field("name", caller.principal().displayName()).endObject();
        Optional<Set<String>> organizations = workspaces.organizations(caller.principal());
        if (organizations.isPresent()) {
            json.name("organizations").array();
            organizations.orElseThrow().stream().sorted().forEach(json::string);
            json.endArray();
        }
    }
}
