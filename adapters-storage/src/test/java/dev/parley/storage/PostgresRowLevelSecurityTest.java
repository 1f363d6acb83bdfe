package dev.parley.storage;

import static dev.parley.conversation.Messages.conversation;
import static dev.parley.conversation.Messages.user;
import static dev.parley.turn.TurnStarts.appending;
import static dev.parley.turn.TurnStarts.creating;
import static dev.parley.turn.TurnStarts.withKey;
import static dev.parley.turn.TurnStarts.withOwner;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.ApiKey;
import dev.parley.access.Session;
import dev.parley.access.SignedIn;
import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.token.Grant;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import dev.parley.token.TokenStoreContract;
import dev.parley.token.Workspace;
import dev.parley.tool.Elicitations;
import dev.parley.tool.StandingApproval;
import dev.parley.turn.AnswerReceipt;
import dev.parley.turn.ElicitationId;
import dev.parley.turn.ReplicaId;
import dev.parley.turn.TurnOpening;
import dev.parley.turn.TurnStart;
import dev.parley.turn.TurnStarts;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What Bob reaches of Ann's when the stores' statements have lost their conditions on the owner:
 * nothing behind the wall, and everything as a superuser, for whom there is none. The second shows
 * that the first is due to the wall.
 */
@Timeout(60)
final class PostgresRowLevelSecurityTest {

    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final Vault VAULT = TestKeys.vault(TestKeys.entry("k1"));
    private static final byte[] HELLO = "hello".getBytes(UTF_8);

    private static Database database;
    private static Database walled;
    private static Database unwalled;

    private final Principal ann =
            new Principal("https://id.example", "ann" + UUID.randomUUID(), "");
    private final Principal bob = new Principal("https://id.example", "bob", "Bob");

    @BeforeAll
    static void open() {
        String url = PostgresProcess.shared().newDatabase();
        String everything = PostgresProcess.shared().asSuperuser(url);
        database = Database.open(DatabaseConfig.postgres(url));
        walled = Database.open(DatabaseConfig.postgres(url), new WithoutOwners());
        unwalled = Database.open(DatabaseConfig.postgres(everything), new WithoutOwners());
    }

    @AfterAll
    static void close() {
        database.close();
        walled.close();
        unwalled.close();
    }

    @Test
    void t08ForeignConversationsAreOutOfReach() {
        Message first = user("Hello");
        Conversation chat = conversation(ann, first);
        new JdbiConversationStore(database).create(chat);

        assertOutOfReach(
                () -> new JdbiConversationStore(database).find(ann, chat.id()),
                by -> {
                    JdbiConversationStore store = new JdbiConversationStore(by);
                    Map<String, Boolean> reached = new LinkedHashMap<>();
                    reached.put("find", store.find(bob, chat.id()).isPresent());
                    reached.put("list", !store.list(bob, "").isEmpty());
                    reached.put("search", !store.list(bob, "hello").isEmpty());
                    reached.put("rename", store.rename(bob, chat.id(), "Mine"));
                    reached.put("append", store.append(bob, chat.id(), List.of(user("Mine"))));
                    reached.put("deleteFrom", store.deleteFrom(bob, chat.id(), first.id()));
                    reached.put("delete", store.delete(bob, chat.id()));
                    return reached;
                });
    }

    @Test
    void t08ForeignTurnsAreOutOfReach() {
        JdbiTurnJournal own = new JdbiTurnJournal(database);
        ReplicaId replica = TurnStarts.replica("r");
        Conversation chat = conversation(ann, user("Hello"));
        TurnStart start = withKey(creating(replica, chat), "key");
        own.open(start);
        ElicitationId question = new ElicitationId("q-of-" + start.turn());
        own.ask(start.turn(), TurnStart.FENCE_FIRST, question, Elicitations.FORM);

        assertOutOfReach(
                () ->
                        List.of(
                                own.stopping(replica, List.of(start.turn())),
                                own.answers(List.of(question)),
                                own.read(Map.of(start.turn(), 0)),
                                own.asked(ann, question).isPresent(),
                                own.running(ann, chat.id())),
                by -> {
                    JdbiTurnJournal journal = new JdbiTurnJournal(by);
                    TurnStart another = withOwner(appending(replica, chat, user("Mine")), bob);
                    Map<String, Boolean> reached = new LinkedHashMap<>();
                    reached.put("opened", journal.opened(bob, "key").isPresent());
                    reached.put("open", !(journal.open(another) instanceof TurnOpening.NotFound));
                    reached.put("running", journal.running(bob, chat.id()).isPresent());
                    reached.put("holds", journal.holds(bob, chat.id(), start.turn()));
                    reached.put("asked", journal.asked(bob, question).isPresent());
                    reached.put(
                            "answer",
                            journal.answer(bob, question, Elicitations.ANSWER)
                                    == AnswerReceipt.TAKEN);
                    reached.put("usage", journal.usage(bob).total().turns() > 0);
                    reached.put("usage of one", journal.usage(bob, chat.id()).turns() > 0);
                    reached.put("requestStop", journal.requestStop(bob, chat.id()));
                    reached.put("requestStop of all", journal.requestStop(bob) > 0);
                    return reached;
                });
    }

    @Test
    void t08ForeignFilesAreOutOfReach() {
        JdbiAttachmentStore own = new JdbiAttachmentStore(database);
        Part.Attachment file = file();
        own.put(ann, file, HELLO, NOW, 1000);

        assertOutOfReach(
                () -> own.content(ann, file.id()).map(List::of).isPresent(),
                by -> {
                    JdbiAttachmentStore store = new JdbiAttachmentStore(by);
                    Map<String, Boolean> reached = new LinkedHashMap<>();
                    reached.put("find", store.find(bob, file.id()).isPresent());
                    reached.put("content", store.content(bob, file.id()).isPresent());
                    // What Ann's take up is not counted as Bob's.
                    reached.put("room", !store.put(bob, file(), HELLO, NOW, HELLO.length));
                    store.deleteUnused(bob, List.of(file.id()));
                    reached.put("deleteUnused", own.find(ann, file.id()).isEmpty());
                    return reached;
                });
    }

    @Test
    void t08ForeignAccountsSessionsAndKeysAreOutOfReach() {
        String id = ann.subject();
        new JdbiAccountStore(database).signedIn(new SignedIn(ann, Set.of("acme")), NOW);
        new JdbiSessionStore(database).save(new Session(id, ann, "Firefox", NOW, NOW));
        new JdbiSessionStore(database).save(new Session(id + 2, ann, "Firefox", NOW, NOW));
        new JdbiApiKeyStore(database)
                .save(ann, new ApiKey(id, "nightly", ApiKey.Scope.READ, NOW, Instant.MAX));

        assertOutOfReach(
                () ->
                        List.of(
                                new JdbiAccountStore(database).find(ann),
                                new JdbiSessionStore(database).list(ann),
                                new JdbiApiKeyStore(database).list(ann)),
                by -> {
                    JdbiAccountStore accounts = new JdbiAccountStore(by);
                    JdbiSessionStore sessions = new JdbiSessionStore(by);
                    JdbiApiKeyStore keys = new JdbiApiKeyStore(by);
                    Map<String, Boolean> reached = new LinkedHashMap<>();
                    reached.put("account", accounts.find(bob).isPresent());
                    reached.put("organizations", !accounts.organizations(bob).isEmpty());
                    reached.put("disable", accounts.disable(bob, true));
                    reached.put("sessions", !sessions.list(bob).isEmpty());
                    reached.put("delete session", sessions.delete(bob, id));
                    reached.put("delete all sessions", sessions.deleteAll(bob) > 0);
                    reached.put("keys", !keys.list(bob).isEmpty());
                    reached.put("delete key", keys.delete(bob, id));
                    return reached;
                });
    }

    @Test
    void t08ForeignStandingApprovalsAreOutOfReach() {
        StandingApproval approval =
                new StandingApproval(
                        ann.subject(), "shop", "buy", "definition", Workspace.NONE, NOW);
        new JdbiStandingApprovalStore(database).save(ann, approval);

        assertOutOfReach(
                () -> new JdbiStandingApprovalStore(database).list(ann),
                by -> {
                    JdbiStandingApprovalStore store = new JdbiStandingApprovalStore(by);
                    Map<String, Boolean> reached = new LinkedHashMap<>();
                    reached.put("list", !store.list(bob).isEmpty());
                    reached.put("delete", store.delete(bob, approval.id()));
                    return reached;
                });
    }

    @Test
    void t08ForeignGrantsAreOutOfReach() {
        JdbiTokenStore own = new JdbiTokenStore(database, VAULT);
        Grant grant =
                new Grant(
                        "files",
                        TokenStoreContract.SOURCE,
                        Secret.of("access"),
                        Set.of("read"),
                        Instant.MAX);
        own.save(ann, grant, Secret.of("refresh"));

        assertOutOfReach(
                () -> own.find(ann, "files").map(StoredGrant::grant),
                by -> {
                    JdbiTokenStore store = new JdbiTokenStore(by, VAULT);
                    long version = own.find(ann, "files").orElseThrow().version();
                    Map<String, Boolean> reached = new LinkedHashMap<>();
                    reached.put("find", store.find(bob, "files").isPresent());
                    reached.put(
                            "refreshToken", store.refreshToken(bob, "files", version).isPresent());
                    reached.put(
                            "leaseRefresh",
                            store.leaseRefresh(bob, "files", version, Duration.ofMinutes(1))
                                    .isPresent());
                    store.delete(bob, "files");
                    reached.put("delete", own.find(ann, "files").isEmpty());
                    own.save(ann, grant, Secret.of("refresh"));
                    store.deleteAll(bob);
                    reached.put("deleteAll", own.find(ann, "files").isEmpty());
                    return reached;
                });
    }

    /**
     * @param anns what Ann has, which nothing behind the wall may change
     * @param bobs what Bob reaches of it by a database, by the name of each attempt
     */
    private static void assertOutOfReach(
            Supplier<Object> anns, Function<Database, Map<String, Boolean>> bobs) {
        Object before = anns.get();

        assertThat(bobs.apply(walled)).isNotEmpty().doesNotContainValue(true);
        assertThat(anns.get()).isEqualTo(before);

        assertThat(bobs.apply(unwalled)).isNotEmpty().doesNotContainValue(false);
    }

    private static Part.Attachment file() {
        AttachmentId id = new AttachmentId(UUID.randomUUID().toString());
        return new Part.Attachment(id, "hello.txt", "text/plain", HELLO.length);
    }
}
