package dev.parley.http;

import dev.parley.access.Session;
import dev.parley.access.SessionLimits;
import dev.parley.access.Sessions;
import dev.parley.token.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that are open at this replica, and whose sessions they are. When a session ends, here
 * or at another replica, its streams end within two seconds; while one is open, its session is in
 * use. Safe for use by many threads.
 */
final class OpenStreams implements AutoCloseable {

    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(OpenStreams.class);

    private final Set<OpenStream> open = ConcurrentHashMap.newKeySet();

    /** One to cut streams, and one so that using sessions does not hold that up. */
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private volatile boolean closed;

    /** Begins to watch the streams of people who sign in. */
    void start(Access.Mode mode) {
        if (mode instanceof Access.Mode.SignIn signIn) {
            Sessions sessions = signIn.sessions();
            every(CHECK_EVERY, "cutting", () -> cutEnded(sessions));
            every(SessionLimits.TOUCH, "using", () -> use(sessions));
        }
    }

    /**
     * Writes a stream for {@code caller}, by {@code writing}, which ends when the stream does, or
     * when it is interrupted because its session has ended.
     */
    void write(Caller caller, Runnable writing) {
        if (!(caller instanceof Caller.Browser browser)) {
            writing.run();
            return;
        }
        OpenStream stream = new OpenStream(browser);
        open.add(stream);
        try {
            writing.run();
        } finally {
            open.remove(stream);
            stream.close();
        }
    }

    /** Ends the streams of sessions that have ended; asks once for all. */
    void cutEnded(Sessions sessions) {
        Map<Session, Secret> watched = watched();
        if (watched.isEmpty()) {
            return;
        }
        Set<String> ended = sessions.ended(watched.keySet());
        for (OpenStream stream : open) {
            if (ended.contains(stream.browser.session().id())) {
                stream.cut();
            }
        }
    }

    /** Notes that sessions with an open stream are in use. */
    void use(Sessions sessions) {
        watched().values().forEach(sessions::find);
    }

    /** Watches no more; open streams end by themselves. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private Map<Session, Secret> watched() {
        Map<Session, Secret> tokens = new HashMap<>();
        for (OpenStream stream : open) {
            tokens.put(stream.browser.session(), stream.browser.token());
        }
        return tokens;
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
            LOG.warn("sessions of open streams cannot be looked at: {}", e.toString());
        }
    }

    /** One stream, made by the thread that writes it. */
    private static final class OpenStream {

        private final Caller.Browser browser;
        private final Thread writer = Thread.currentThread();
        private final ReentrantLock lock = new ReentrantLock();
        private boolean cut;
        private boolean closed;

        OpenStream(Caller.Browser browser) {
            this.browser = browser;
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
