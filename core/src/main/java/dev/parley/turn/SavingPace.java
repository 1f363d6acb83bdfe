package dev.parley.turn;

import java.time.Duration;

/**
 * How soon what turns say is saved, and what happens when it cannot be.
 *
 * @param deltasWait the longest that deltas wait for others to be saved with them
 * @param noticeAfter how long saving must have failed before followers are told
 * @param pauseAfter how long saving must have failed before turns say no more
 * @param giveUpAfter how long saving must have failed before turns are ended; after twice as long
 *     what is unsaved is dropped, and the turn is taken up from what was saved
 */
record SavingPace(
        Duration deltasWait, Duration noticeAfter, Duration pauseAfter, Duration giveUpAfter) {

    /** The last is the journal's lease: after it, another replica may have the turns. */
    static final SavingPace DEFAULT =
            new SavingPace(
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(5),
                    TurnJournal.LEASE_DEFAULT);

    /** So many characters of one turn are saved at once, without waiting for others. */
    static final int UNSAVED_CHARS = 2 * 1024;

    /** A turn that has so many unsaved characters says no more until they are saved. */
    static final int UNSAVED_CHARS_MAX = 256 * 1024;
}
