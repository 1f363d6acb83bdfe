package dev.parley.access;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Accounts kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemoryAccountStore implements AccountStore {

    private final Map<String, Account> accounts = new HashMap<>();

    @Override
    public synchronized Account signedIn(SignedIn who, Instant now) {
        boolean disabled = find(who.principal()).stream().anyMatch(Account::disabled);
        Account account = new Account(who.principal(), who.organizations(), disabled, now);
        accounts.put(who.principal().key(), account);
        return account;
    }

    @Override
    public synchronized Optional<Account> find(Principal principal) {
        return Optional.ofNullable(accounts.get(principal.key()));
    }

    @Override
    public synchronized List<Account> list(int max) {
        return accounts.values().stream()
                .sorted(Comparator.comparing(Account::signedInAt).reversed())
                .limit(max)
                .toList();
    }

    @Override
    public synchronized Set<Principal> disabled(Collection<Principal> principals) {
        return principals.stream()
                .filter(it -> find(it).stream().anyMatch(Account::disabled))
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized boolean disable(Principal principal, boolean disabled) {
        return accounts.computeIfPresent(
                        principal.key(),
                        (key, it) ->
                                new Account(
                                        it.principal(),
                                        it.organizations(),
                                        disabled,
                                        it.signedInAt()))
                != null;
    }
}
