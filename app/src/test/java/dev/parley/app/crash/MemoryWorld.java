package dev.parley.app.crash;

import dev.parley.conversation.InMemoryConversationStore;
import dev.parley.turn.InMemoryTurnJournal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Programs that are parts of this process, on stores in its memory: they die in no time, and so
 * often. A dead one's threads stop for ever when they next touch the world.
 */
final class MemoryWorld implements World {

    private static final Duration LEASE = Duration.ofMillis(30);

    private final InMemoryConversationStore conversations = new InMemoryConversationStore();
    private final InMemoryTurnJournal journal = new InMemoryTurnJournal(conversations);
    private final Path folder;

    MemoryWorld(Path folder) {
        this.folder = folder;
    }

    @Override
    public Body begin(long failpoint, Consumer<String> lines, Runnable died) {
        return new Part(failpoint, lines, died);
    }

    @Override
    public Stored stored() {
        return new Stored(journal, conversations, () -> {});
    }

    @Override
    public Path folder() {
        return folder;
    }

    private final class Part implements Body {

        private final Consumer<String> lines;
        private final Runnable died;
        private final Failpoints failpoints = new Failpoints(this::end);
        private final CrashService service;
        private boolean dead;

        Part(long failpoint, Consumer<String> lines, Runnable died) {
            this.lines = lines;
            this.died = died;
            failpoints.arm(failpoint);
            service =
                    new CrashService(
                            journal, conversations, folder, LEASE, failpoints, this::print);
            print("ready");
        }

        @Override
        public void tell(String line) {
            Thread.ofVirtual().start(() -> service.answer(line));
        }

        @Override
        public void kill() {
            failpoints.die();
            end();
        }

        @Override
        public void signal(String name) {
            throw new UnsupportedOperationException("only a process has signals");
        }

        @Override
        public void close() {
            if (!isDead()) {
                service.close();
                end();
            }
        }

        private synchronized boolean isDead() {
            return dead;
        }

        private synchronized void print(String line) {
            if (!dead) {
                lines.accept(line);
            }
        }

        private synchronized void end() {
            if (!dead) {
                dead = true;
                died.run();
            }
        }
    }
}
