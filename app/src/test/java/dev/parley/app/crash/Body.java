package dev.parley.app.crash;

import java.io.IOException;

/** What runs a {@link CrashService}: a process, or a part of this one. */
interface Body extends AutoCloseable {

    /** Hands over a request. */
    void tell(String line) throws IOException;

    /** Ends it as a power failure would; returns when it has. */
    void kill();

    /** Sends it a signal such as {@code STOP}, as kill(1) does. */
    void signal(String name) throws IOException, InterruptedException;

    /** Ends it in order; returns when it has. */
    @Override
    void close();
}
