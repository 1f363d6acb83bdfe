package dev.parley.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Registrations kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemoryClientRegistrationStore implements ClientRegistrationStore {

    private record Key(String server, String issuer, String redirectUri) {}

    private record Lease(String name, Instant until) {}

    private final InstantSource clock;
    private final Map<Key, ClientRegistration> registrations = new HashMap<>();
    private final Map<Key, Lease> leases = new HashMap<>();
    private long changes;

    public InMemoryClientRegistrationStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<ClientRegistration> find(
            String server, String issuer, String redirectUri) {
        return Optional.ofNullable(registrations.get(new Key(server, issuer, redirectUri)));
    }

    @Override
    public synchronized Optional<ClientRegistration> findClient(
            String server, String issuer, String clientId) {
        return registrations.values().stream()
                .filter(it -> isOf(it, server, issuer, clientId))
                .findFirst();
    }

    @Override
    public synchronized void save(ClientRegistration registration) {
        Key key = new Key(registration.server(), registration.issuer(), registration.redirectUri());
        registrations.put(key, registration);
        leases.remove(key);
    }

    @Override
    public synchronized void delete(String server, String issuer, String clientId) {
        registrations.values().removeIf(it -> isOf(it, server, issuer, clientId));
    }

    @Override
    public synchronized Optional<String> leaseRegistration(
            String server, String issuer, String redirectUri, Duration duration) {
        Instant now = clock.instant();
        leases.values().removeIf(it -> !now.isBefore(it.until()));
        Key key = new Key(server, issuer, redirectUri);
        if (leases.containsKey(key)) {
            return Optional.empty();
        }
        changes++;
        String name = Long.toString(changes);
        leases.put(key, new Lease(name, now.plus(duration)));
        return Optional.of(name);
    }

    @Override
    public synchronized void endRegistrationLease(
            String server, String issuer, String redirectUri, String lease) {
        leases.computeIfPresent(
                new Key(server, issuer, redirectUri),
                (key, held) -> held.name().equals(lease) ? null : held);
    }

    private static boolean isOf(
            ClientRegistration registration, String server, String issuer, String clientId) {
        return registration.server().equals(server)
                && registration.issuer().equals(issuer)
                && registration.clientId().equals(clientId);
    }
}
