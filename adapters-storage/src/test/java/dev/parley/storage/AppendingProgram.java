package dev.parley.storage;

import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Message;
import dev.parley.conversation.MessageId;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import dev.parley.token.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Appends messages for ever from many threads; prints each one's id once it is acknowledged. */
final class AppendingProgram {

    static final int WRITERS = 8;

    /** An option: space in the file is used again as soon as it is free. */
    static final String REUSING = "reusing";

    private AppendingProgram() {}

    static ConversationId conversation(int writer) {
        return new ConversationId("writer" + writer);
    }

    @SuppressWarnings("resource") // It is killed: nobody closes the database.
    public static void main(String[] args) {
        Database database = Database.open(ChildJvm.config(args[0]));
        if (List.of(args).contains(REUSING)) {
            database.inTransaction(Scope.ALL, handle -> handle.execute("SET RETENTION_TIME 1"));
        }
        var store = new JdbiConversationStore(database);
        for (int i = 0; i < WRITERS; i++) {
            ConversationId id = conversation(i);
            Thread.ofPlatform().start(() -> append(store, id));
        }
    }

    private static void append(JdbiConversationStore store, ConversationId id) {
        Instant now = Instant.EPOCH;
        store.create(new Conversation(id, Principal.local(), "Title", List.of(), now, now));
        while (true) {
            MessageId message = new MessageId(UUID.randomUUID().toString());
            List<Part> parts = List.of(new Part.Text("text of " + message));
            Message said = new Message(message, Role.USER, parts, now);
            if (!store.append(Principal.local(), id, List.of(said))) {
                throw new IllegalStateException("no conversation " + id);
            }
            System.out.println(message);
        }
    }
}
