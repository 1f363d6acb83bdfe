package dev.parley.storage;

/** What {@link Database#listen} started. Closing ends it within 2 s; closing twice is harmless. */
@FunctionalInterface
interface Subscription extends AutoCloseable {

    @Override
    void close();
}
