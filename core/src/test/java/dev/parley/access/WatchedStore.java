package dev.parley.access;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A session store that remembers what it was told. */
final class WatchedStore implements SessionStore {

    record Use(String id, Instant at) {}

    private final SessionStore store = new InMemorySessionStore();

    /** All ids, in whatever call. */
    final Set<String> seen = new HashSet<>();

    final List<Use> uses = new ArrayList<>();

    /** Whether sessions cannot be ended. */
    boolean keepsAll;

    @Override
    public void save(Session session) {
        seen.add(session.id());
        store.save(session);
    }

    @Override
    public Optional<Session> find(String id) {
        seen.add(id);
        return store.find(id);
    }

    @Override
    public Set<String> present(Collection<String> ids) {
        seen.addAll(ids);
        return store.present(ids);
    }

    @Override
    public List<Session> list(Principal principal) {
        return store.list(principal);
    }

    @Override
    public void use(String id, Instant at) {
        seen.add(id);
        uses.add(new Use(id, at));
        store.use(id, at);
    }

    @Override
    public boolean delete(Principal principal, String id) {
        seen.add(id);
        return store.delete(principal, id);
    }

    @Override
    public int deleteAll(Principal principal) {
        if (keepsAll) {
            throw new AccessStoreException("scripted", new IllegalStateException());
        }
        return store.deleteAll(principal);
    }

    @Override
    public void deleteOlder(Instant startedBefore, Instant usedBefore) {
        store.deleteOlder(startedBefore, usedBefore);
    }
}
