package dev.parley.conversation;

import static dev.parley.conversation.Messages.message;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.AttachmentRefused.Reason;
import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttachmentsTest {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final Principal BOB = new Principal("https://id.example", "bob", "Bob");
    private static final byte[] PNG = "\u0089PNG\r\n\u001a\n\0\0".getBytes(ISO_8859_1);

    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final AtomicInteger ids = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-01T10:00:00Z");
    private final Attachments attachments =
            new Attachments(
                    new InMemoryAttachmentStore(conversations),
                    new AttachmentLimits(100, 150, 120),
                    () -> now,
                    () -> "id" + ids.incrementAndGet());

    @ParameterizedTest
    @CsvSource({
        "'\u0089PNG\r\n\u001a\n', image/png",
        "'\u00ff\u00d8\u00ff\u00e0', image/jpeg",
        "GIF87a, image/gif",
        "GIF89a, image/gif",
        "RIFF\u0001\u0002\u0003\u0004WEBPVP8, image/webp"
    })
    void picturesAreKnownByTheirFirstBytes(String beginning, String mediaType) {
        byte[] content = (beginning + "\0\u00fe").getBytes(ISO_8859_1);

        assertThat(attachments.add(ANN, "p", mediaType, content).mediaType()).isEqualTo(mediaType);
        assertThat(attachments.add(ANN, "p", "", content).isPicture()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "text/csv, text/csv",
        "TEXT/Markdown; charset=utf-8, text/markdown",
        "'', text/plain",
        "application/octet-stream, text/plain",
        "nonsense, text/plain",
        "image/svg+xml, image/svg+xml"
    })
    void textIsWhatItIsDeclaredToBe(String declared, String mediaType) {
        Part.Attachment added = attachments.add(ANN, "t", declared, "<svg>é".getBytes(UTF_8));

        assertThat(added.mediaType()).isEqualTo(mediaType);
        assertThat(added.isPicture()).isFalse();
    }

    @Test
    void whatIsNotThePictureItIsDeclaredToBeIsRefused() {
        refused(Reason.UNSUPPORTED, "image/png", "<script>".getBytes(UTF_8));
        refused(Reason.UNSUPPORTED, "image/jpeg", PNG);
        refused(Reason.UNSUPPORTED, "text/plain", PNG);
        refused(Reason.UNSUPPORTED, "text/plain", "GIF89a".getBytes(UTF_8));
    }

    @Test
    void whatIsNeitherPictureNorTextIsRefused() {
        refused(Reason.UNSUPPORTED, "text/plain", new byte[] {'a', 0, 'b'});
        refused(Reason.UNSUPPORTED, "text/plain", new byte[] {(byte) 0xC3, 'a'});
        refused(Reason.UNSUPPORTED, "application/pdf", new byte[] {'%', 'P', (byte) 0xFF});
    }

    @Test
    void h04EmptyAndLargeFilesAreRefused() {
        refused(Reason.EMPTY, "text/plain", new byte[0]);
        refused(Reason.TOO_LARGE, "text/plain", "a".repeat(101).getBytes(UTF_8));
    }

    @Test
    void h04WhoKeepsAsMuchAsTheyMayIsTold() {
        attachments.add(ANN, "t", "text/plain", "a".repeat(100).getBytes(UTF_8));

        refused(Reason.NO_ROOM, "text/plain", "a".repeat(51).getBytes(UTF_8));

        attachments.add(ANN, "t", "text/plain", "a".repeat(50).getBytes(UTF_8));
        attachments.add(BOB, "t", "text/plain", "a".repeat(100).getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "C:\\Users\\ann\\notes.txt, notes.txt",
        "../../etc/passwd, passwd",
        "'a\u202Eb\nc', abc",
        "'', file",
        "'/', file"
    })
    void aNameIsOneLineWithoutAPath(String name, String kept) {
        assertThat(attachments.add(ANN, name, "", new byte[] {'a'}).name()).isEqualTo(kept);
    }

    @Test
    void aLongNameIsCutBetweenCharacters() {
        String name = attachments.add(ANN, "\uD83D\uDE00".repeat(150), "", new byte[] {'a'}).name();

        assertThat(name).hasSizeLessThanOrEqualTo(200).endsWith("\uDE00…");
    }

    @Test
    void t01AMessageNamesFilesOfItsUserOnly() {
        Part.Attachment anns = attachments.add(ANN, "t", "", new byte[] {'a'});

        assertThat(attachments.require(ANN, List.of(anns.id()))).containsExactly(anns);
        assertThatThrownBy(() -> attachments.require(BOB, List.of(anns.id())))
                .isInstanceOfSatisfying(
                        AttachmentRefused.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN));
    }

    @Test
    void aMessageHasALimitedNumberOfFiles() {
        Part.Attachment one = attachments.add(ANN, "t", "", new byte[] {'a'});
        int tooMany = AttachmentLimits.PER_MESSAGE_MAX + 1;

        assertThatThrownBy(() -> attachments.require(ANN, Collections.nCopies(tooMany, one.id())))
                .isInstanceOfSatisfying(
                        AttachmentRefused.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_MANY));
    }

    @Test
    void aModelIsShownTheLatestFilesThatFit() {
        Part.Attachment oldest = attachments.add(ANN, "1", "", new byte[] {'a'});
        Part.Attachment large = attachments.add(ANN, "2", "", "b".repeat(90).getBytes(UTF_8));
        Part.Attachment latest = attachments.add(ANN, "3", "", "c".repeat(50).getBytes(UTF_8));
        List<Message> messages =
                List.of(
                        message(Role.USER, oldest),
                        message(Role.USER, large),
                        message(Role.USER, latest));

        assertThat(attachments.shown(ANN, messages)).containsOnlyKeys(oldest.id(), latest.id());
        assertThat(attachments.shown(BOB, messages)).isEmpty();
    }

    @Test
    void aFileThatNoMessageNamesIsGoneAfterADay() {
        Part.Attachment unused = attachments.add(ANN, "t", "", new byte[] {'a'});

        now = now.plusSeconds(24 * 3600);
        attachments.deleteUnused();
        assertThat(attachments.find(ANN, unused.id())).isPresent();

        now = now.plusSeconds(1);
        attachments.deleteUnused();
        assertThat(attachments.find(ANN, unused.id())).isEmpty();
    }

    private void refused(Reason reason, String declared, byte[] content) {
        assertThatThrownBy(() -> attachments.add(ANN, "t", declared, content))
                .isInstanceOfSatisfying(
                        AttachmentRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
