package dev.parley.storage;

/**
 * Told of notifications, on a thread of their own. What it is told is a hint, which may be late,
 * doubled or lost. It must return soon and must not wait for the database's other threads for long.
 */
interface NotificationListener {

    /** Somebody, this process included, notified {@code channel} in a transaction by now saved. */
    void notified(String channel, String payload);

    /** The connection is new, for the first time or again: anything may have happened before. */
    void mayHaveMissed();
}
