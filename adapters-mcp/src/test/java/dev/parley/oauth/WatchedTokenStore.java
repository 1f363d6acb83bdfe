package dev.parley.oauth;

import dev.parley.token.Grant;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import dev.parley.token.TokenStore;
import dev.parley.token.TokenStoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that counts how often it is asked, and can stumble when it saves. */
final class WatchedTokenStore implements TokenStore {

    private final TokenStore store;
    private final AtomicInteger finds = new AtomicInteger();
    private final AtomicInteger stumbles = new AtomicInteger();

    WatchedTokenStore(TokenStore store) {
        this.store = store;
    }

    int finds() {
        return finds.get();
    }

    /** So many of the next replacements fail. */
    void stumble(int times) {
        stumbles.set(times);
    }

    @Override
    public Optional<StoredGrant> find(Principal principal, String server) {
        finds.incrementAndGet();
        return store.find(principal, server);
    }

    @Override
    public Optional<Secret> refreshToken(Principal principal, String server, long version) {
        return store.refreshToken(principal, server, version);
    }

    @Override
    public void save(Principal principal, Grant grant) {
        store.save(principal, grant);
    }

    @Override
    public void save(Principal principal, Grant grant, Secret refreshToken) {
        store.save(principal, grant, refreshToken);
    }

    @Override
    public boolean replace(Principal principal, long version, Grant grant, Secret refreshToken) {
        if (stumbles.getAndUpdate(it -> Math.max(0, it - 1)) > 0) {
            throw new TokenStoreException("the store stumbled", new IllegalStateException());
        }
        return store.replace(principal, version, grant, refreshToken);
    }

    @Override
    public Optional<String> leaseRefresh(
            Principal principal, String server, long version, Duration duration) {
        return store.leaseRefresh(principal, server, version, duration);
    }

    @Override
    public void endRefreshLease(Principal principal, String server, String lease) {
        store.endRefreshLease(principal, server, lease);
    }

    @Override
    public boolean delete(Principal principal, String server, long version) {
        return store.delete(principal, server, version);
    }

    @Override
    public void delete(Principal principal, String server) {
        store.delete(principal, server);
    }

    @Override
    public void deleteAll(Principal principal) {
        store.deleteAll(principal);
    }
}
