package dev.parley.token;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Registrations kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemoryClientRegistrationStore implements ClientRegistrationStore {

    private record Key(String server, String issuer) {}

    private final ConcurrentMap<Key, ClientRegistration> registrations = new ConcurrentHashMap<>();

    @Override
    public Optional<ClientRegistration> find(String server, String issuer) {
        return Optional.ofNullable(registrations.get(new Key(server, issuer)));
    }

    @Override
    public void save(ClientRegistration registration) {
        registrations.put(new Key(registration.server(), registration.issuer()), registration);
    }

    @Override
    public void delete(String server, String issuer) {
        registrations.remove(new Key(server, issuer));
    }
}
