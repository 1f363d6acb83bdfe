package dev.parley.app.crash;

import dev.parley.conversation.ConversationStore;
import dev.parley.turn.TurnJournal;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What outlives the programs that live in it: a database, and what they did to the outside. */
interface World {

    /**
     * Starts a program.
     *
     * @param failpoint where it dies; 0 for nowhere
     * @param lines is given what it says
     * @param died is told when it says no more
     */
    Body begin(long failpoint, Consumer<String> lines, Runnable died);

    /** What is stored. Nobody else uses an H2 database meanwhile. */
    Stored stored();

    /** Of the files that tell what really happened. */
    Path folder();

    /** The stores, to be closed by who asked for them. */
    record Stored(TurnJournal journal, ConversationStore conversations, Runnable closing)
            implements AutoCloseable {

        @Override
        public void close() {
            closing.run();
        }
    }
}
