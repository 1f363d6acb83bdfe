package dev.parley.http;

import dev.parley.tool.StandingApproval;
import dev.parley.turn.ChatService;
import io.javalin.http.Context;

/**
 * What the user has allowed always: to be seen and taken back. It is given in no other way than by
 * the answer to an open call: see {@link ChatRoutes#start}.
 */
final class ApprovalRoutes {

    private final ChatService chat;
    private final Requests requests;

    ApprovalRoutes(ChatService chat, Requests requests) {
        this.chat = chat;
        this.requests = requests;
    }

    /** {@code GET /api/approvals}. */
    void list(Context context) {
        JsonWriter json = new JsonWriter().object().name("approvals").array();
        for (StandingApproval it : chat.standingApprovals(requests.principal(context))) {
            json.object().field("id", it.id());
            json.field("server", it.server()).field("tool", it.tool());
            json.optional("organization", it.workspace().organization());
            json.optional("project", it.workspace().project());
            json.field("since", it.since().toString()).endObject();
        }
        Requests.json(context, json.endArray().endObject());
    }

    /** {@code DELETE /api/approvals/{id}}. */
    void revoke(Context context) {
        if (!chat.revoke(requests.principal(context), PathIds.hash(context))) {
            throw new Problem(ProblemCode.APPROVAL_NOT_FOUND, "You allow no such thing.");
        }
        context.status(204);
    }
}
