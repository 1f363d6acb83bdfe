package dev.parley.tool;

import dev.parley.token.Principal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Standing approvals kept in memory, gone with the process. Safe for use by many threads. */
public final class InMemoryStandingApprovalStore implements StandingApprovalStore {

    private record Held(String owner, StandingApproval approval) {

        boolean isAbout(StandingApproval other) {
            return approval.server().equals(other.server())
                    && approval.tool().equals(other.tool())
                    && approval.workspace().equals(other.workspace());
        }
    }

    private final List<Held> held = new ArrayList<>();

    @Override
    public synchronized void save(Principal principal, StandingApproval approval) {
        String owner = principal.key();
        List<Held> others =
                held.stream()
                        .filter(it -> !(it.owner().equals(owner) && it.isAbout(approval)))
                        .toList();
        if (others.stream().anyMatch(it -> it.approval().id().equals(approval.id()))) {
            throw new IllegalArgumentException("there is an approval " + approval.id());
        }
        held.clear();
        held.addAll(others);
        held.add(new Held(owner, approval));
    }

    @Override
    public synchronized List<StandingApproval> list(Principal principal) {
        return held.stream()
                .filter(it -> it.owner().equals(principal.key()))
                .map(Held::approval)
                .sorted(Comparator.comparing(StandingApproval::since).reversed())
                .toList();
    }

    @Override
    public synchronized boolean delete(Principal principal, String id) {
        return held.removeIf(
                it -> it.approval().id().equals(id) && it.owner().equals(principal.key()));
    }
}
