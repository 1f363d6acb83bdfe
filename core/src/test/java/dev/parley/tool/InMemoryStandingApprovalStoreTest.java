package dev.parley.tool;

final class InMemoryStandingApprovalStoreTest implements StandingApprovalStoreContract {

    private final InMemoryStandingApprovalStore approvals = new InMemoryStandingApprovalStore();

    @Override
    public StandingApprovalStore approvals() {
        return approvals;
    }
}
