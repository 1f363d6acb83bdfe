package dev.parley.cli;

import dev.parley.conversation.AttachmentId;
import dev.parley.conversation.AttachmentRefused;
import dev.parley.conversation.AttachmentRefused.Reason;
import dev.parley.conversation.Attachments;
import dev.parley.token.Principal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of this machine that go with a question. */
final class FilesToAttach {

    private FilesToAttach() {}

    /**
     * Takes them, in this order.
     *
     * @throws AttachmentRefused when one cannot be read or is not taken; the message names it
     */
    static List<AttachmentId> add(Attachments attachments, Principal principal, List<Path> paths) {
        List<AttachmentId> ids = new ArrayList<>();
        for (Path path : paths) {
            try (InputStream in = Files.newInputStream(path)) {
                // One byte more than there may be, so that too many are noticed and no more read.
                byte[] content = in.readNBytes(attachments.limits().bytesMax() + 1);
                ids.add(attachments.add(principal, path.toString(), "", content).id());
            } catch (IOException e) {
                throw new AttachmentRefused(Reason.EMPTY, path + " cannot be read");
            } catch (AttachmentRefused e) {
                throw new AttachmentRefused(e.reason(), path + ": " + e.getMessage());
            }
        }
        return ids;
    }
}
