package dev.parley.http;

import dev.parley.access.ApiKeyStore.Held;
import dev.parley.access.Session;
import dev.parley.access.SessionLimits;
import dev.parley.access.Sessions;
import dev.parley.token.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that are open at this replica, and what their readers came in with. When a session or
 * a key ends, here or at another replica, its streams end within two seconds; while one is open,
 * its session is in use. Safe for use by many threads.
 */
final class OpenStreams implements AutoCloseable {

    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);

    private final Set<OpenStream> open = ConcurrentHashMap.newKeySet();

    /** One to cut streams, and one so that using sessions does not hold that up. */
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private volatile boolean closed;

    /** Begins to watch. */
    void start(Access access) {
        every(CHECK_EVERY, "cutting", () -> cutEnded(access));
        if (access.mode() instanceof Access.Mode.SignIn signIn) {
            every(SessionLimits.TOUCH, "using", () -> use(signIn.sessions()));
        }
    }

    /**
     * Writes a stream for {@code caller}, by {@code writing}, which ends when the stream does, or
     * when it is interrupted because they would not be let in any more.
     */
    void write(Caller caller, Runnable writing) {
        if (caller instanceof Caller.Local) {
            writing.run();
            return;
        }
        OpenStream stream = new OpenStream(caller);
        open.add(stream);
        try {
            writing.run();
        } finally {
            open.remove(stream);
            stream.close();
        }
    }

    /** Ends the streams of sessions and keys that have ended; asks once for all of each. */
    private void cutEnded(Access access) {
        if (access.mode() instanceof Access.Mode.SignIn signIn) {
            Map<Session, Secret> sessions = sessions();
            if (!sessions.isEmpty()) {
                cut(signIn.sessions().ended(sessions.keySet()));
            }
        }
        Set<Held> keys = keys();
        if (!keys.isEmpty()) {
            cut(access.keys().ended(keys));
        }
    }

    /** Ids are hashes of random values: no session has that of a key. */
    private void cut(Set<String> ended) {
        for (OpenStream stream : open) {
            boolean over =
                    switch (stream.caller) {
                        case Caller.Local local -> false;
                        case Caller.Browser it -> ended.contains(it.session().id());
                        case Caller.Program it -> ended.contains(it.key().id());
                    };
            if (over) {
                stream.cut();
            }
        }
    }

    /** Notes that sessions with an open stream are in use. */
    void use(Sessions sessions) {
        sessions().values().forEach(sessions::find);
    }

    /** Watches no more; open streams end by themselves. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private Map<Session, Secret> sessions() {
        Map<Session, Secret> tokens = new HashMap<>();
        for (OpenStream stream : open) {
            if (stream.caller instanceof Caller.Browser it) {
                tokens.put(it.session(), it.token());
            }
        }
        return tokens;
    }

    private Set<Held> keys() {
        Set<Held> keys = new HashSet<>();
        for (OpenStream stream : open) {
            if (stream.caller instanceof Caller.Program it) {
                keys.add(new Held(it.principal(), it.key()));
            }
        }
        return keys;
    }

    private void every(Duration period, String name, Runnable work) {
        threads.add(
                Thread.ofPlatform()
                        .daemon()
                        .name("open-streams-" + name)
                        .start(() -> repeat(period, work)));
    }

    private void repeat(Duration period, Runnable work) {
        try {
            while (!closed) {
                Thread.sleep(period);
                attempt(work);
            }
        } catch (InterruptedException e) {
            // Closed: nobody is left to be watched.
        }
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // A database that is down must not cut everybody: it is asked again.
            LOG.warn("who follows answers here cannot be looked at: {}", e.toString());
        }
    }

    /** One stream, made by the thread that writes it. */
    private static final class OpenStream {

        private final Caller caller;
        private final Thread writer = Thread.currentThread();
        private final ReentrantLock lock = new ReentrantLock();
        private boolean cut;
        private boolean closed;

        OpenStream(Caller caller) {
            this.caller = caller;
        }

        void cut() {
            lock.lock();
            try {
                if (!closed && !cut) {
                    cut = true;
                    writer.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }

        /** From here on, the thread is not interrupted for the stream, and was not. */
        void close() {
            lock.lock();
            try {
                closed = true;
                if (cut) {
                    Thread.interrupted();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
