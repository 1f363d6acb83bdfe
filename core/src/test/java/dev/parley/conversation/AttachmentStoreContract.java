package dev.parley.conversation;

import static dev.parley.conversation.Messages.conversation;
import static dev.parley.conversation.Messages.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link AttachmentStore} does; each implementation's test says how to make one. */
@Timeout(60)
public interface AttachmentStoreContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");
    Instant NOW = Instant.parse("2026-11-01T10:00:00.456Z");
    byte[] HELLO = "hello".getBytes(UTF_8);
    AtomicInteger COUNTER = new AtomicInteger();

    /** The store under test, empty; the same one during one test. */
    AttachmentStore attachments();

    /** Where the messages are that name its files. */
    ConversationStore conversations();

    @Test
    default void findsWhatWasPut() {
        byte[] content = "id,name\n1,Äpfel\n".getBytes(UTF_8);
        Part.Attachment kept =
                new Part.Attachment(id(), "t \uD83D\uDE00 'é'.csv", "text/csv", content.length);

        boolean fits = attachments().put(ANN, kept, content, NOW, 1000);

        assertThat(fits).isTrue();
        assertThat(attachments().find(ANN, kept.id())).contains(kept);
        assertThat(attachments().content(ANN, kept.id()).orElseThrow()).isEqualTo(content);
    }

    @Test
    default void keepsTheLargestFileByteForByte() {
        byte[] content = new byte[AttachmentLimits.DEFAULT.bytesMax()];
        new Random(4711).nextBytes(content);
        Part.Attachment kept = new Part.Attachment(id(), "p.png", "image/png", content.length);

        attachments().put(ANN, kept, content, NOW, Long.MAX_VALUE);

        assertThat(attachments().content(ANN, kept.id()).orElseThrow()).isEqualTo(content);
    }

    @Test
    default void t01SomeoneElsesFileIsTheSameAsNone() {
        Part.Attachment kept = put(ANN, NOW);

        assertThat(attachments().find(BOB, kept.id())).isEmpty();
        assertThat(attachments().content(BOB, kept.id())).isEmpty();
        attachments().deleteUnused(BOB, List.of(kept.id()));
        assertThat(attachments().find(ANN, kept.id())).isPresent();
    }

    @Test
    default void anIdIsTakenOnce() {
        Part.Attachment kept = put(ANN, NOW);

        assertThatThrownBy(() -> attachments().put(BOB, kept, new byte[5], NOW, 1000))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(attachments().content(ANN, kept.id()).orElseThrow()).isEqualTo(HELLO);
    }

    @Test
    default void aSizeThatIsNotTheContentsIsRefused() {
        Part.Attachment lying = new Part.Attachment(id(), "a.txt", "text/plain", 4);

        assertThatThrownBy(() -> attachments().put(ANN, lying, new byte[5], NOW, 1000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void whatDoesNotFitIntoItsOwnersRoomIsNotKept() {
        put(ANN, NOW);
        put(ANN, NOW);
        Part.Attachment third = attachment();

        assertThat(attachments().put(ANN, third, HELLO, NOW, 14)).isFalse();
        assertThat(attachments().find(ANN, third.id())).isEmpty();
        assertThat(attachments().put(BOB, third, HELLO, NOW, 5)).isTrue();
    }

    @Test
    default void filesThatComeTogetherTakeNoMoreThanTheRoomThereIs() throws Exception {
        int roomOf = 3;
        List<Callable<Boolean>> puts =
                Stream.generate(AttachmentStoreContract::attachment)
                        .limit(12)
                        .<Callable<Boolean>>map(
                                it -> () -> attachments().put(ANN, it, HELLO, NOW, 5L * roomOf + 4))
                        .toList();

        List<Boolean> fits = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> put : threads.invokeAll(puts)) {
                fits.add(put.get());
            }
        }

        assertThat(fits).filteredOn(it -> it).hasSize(roomOf);
    }

    @Test
    default void anOldFileInNoMessageIsDeleted() {
        Part.Attachment old = put(ANN, NOW.minusSeconds(2));
        Part.Attachment named = put(BOB, NOW.minusSeconds(2));
        Part.Attachment recent = put(ANN, NOW);
        conversations().create(conversation(BOB, message(Role.USER, named)));

        attachments().deleteUnused(NOW.minusSeconds(1));

        assertThat(attachments().find(ANN, old.id())).isEmpty();
        assertThat(attachments().content(ANN, old.id())).isEmpty();
        assertThat(attachments().find(BOB, named.id())).isPresent();
        assertThat(attachments().find(ANN, recent.id())).isPresent();
    }

    @Test
    default void aFileThatAnotherConversationNamesTooIsKept() {
        Part.Attachment shared = put(ANN, NOW);
        Part.Attachment own = put(ANN, NOW);
        Conversation first =
                conversation(ANN, message(Role.USER, shared, own), message(Role.USER, shared));
        Conversation second = conversation(ANN, message(Role.USER, new Part.Text("Hi")));
        conversations().create(first);
        conversations().create(second);
        conversations().append(ANN, second.id(), List.of(message(Role.USER, shared)));

        conversations().delete(ANN, first.id());
        attachments().deleteUnused(ANN, List.of(shared.id(), own.id()));

        assertThat(attachments().find(ANN, shared.id())).isPresent();
        assertThat(attachments().find(ANN, own.id())).isEmpty();

        conversations().delete(ANN, second.id());
        attachments().deleteUnused(ANN, List.of(shared.id()));

        assertThat(attachments().find(ANN, shared.id())).isEmpty();
    }

    private Part.Attachment put(Principal owner, Instant at) {
        Part.Attachment attachment = attachment();
        assertThat(attachments().put(owner, attachment, HELLO, at, 1000)).isTrue();
        return attachment;
    }

    private static Part.Attachment attachment() {
        return new Part.Attachment(id(), "a.txt", "text/plain", 5);
    }

    private static AttachmentId id() {
        return new AttachmentId("file" + COUNTER.incrementAndGet());
    }
}
