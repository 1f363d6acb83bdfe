package dev.parley.storage;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.RandomAccessStore;

/**
 * The head of H2's file, which says where the last commit is. Used by the one writing thread.
 *
 * <p>When H2 opens a file that was not closed, it begins at the commit the head names and goes from
 * each to the place where the next one was expected. A commit that reuses space which became free
 * lies elsewhere, and for that case H2 writes the head: but before it has noted the commit, so that
 * the head names the one before (2.5.252, RandomAccessStore.writeChunk, called by
 * FileStore.storeBuffer). A process that is killed within the next twenty commits loses them all,
 * although each was acknowledged. So we have the head written once more after a commit. There is no
 * public way to do that.
 */
final class H2FileHead {

    private static final MethodHandle WRITE;
    private static final MethodHandle LOCK;

    static {
        try {
            WRITE =
                    MethodHandles.privateLookupIn(RandomAccessStore.class, MethodHandles.lookup())
                            .findVirtual(
                                    RandomAccessStore.class,
                                    "writeStoreHeader",
                                    MethodType.methodType(void.class));
            LOCK =
                    MethodHandles.privateLookupIn(FileStore.class, MethodHandles.lookup())
                            .findGetter(FileStore.class, "saveChunkLock", ReentrantLock.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this version of H2 is not one whose commits Parley can keep", e);
        }
    }

    private H2FileHead() {}

    /** Has the head name the last commit. */
    static void write(Connection connection) throws SQLException {
        if (connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session
                && session.getDatabase().getStore().getMvStore().getFileStore()
                        instanceof RandomAccessStore store) {
            write(store);
        }
    }

    private static void write(RandomAccessStore store) {
        try {
            ReentrantLock lock = (ReentrantLock) LOCK.invoke((FileStore<?>) store);
            lock.lock();
            try {
                WRITE.invoke(store);
            } finally {
                lock.unlock();
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("writing the head of the file failed", e);
        }
    }
}
