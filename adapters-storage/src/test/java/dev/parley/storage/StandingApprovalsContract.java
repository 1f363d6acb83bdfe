package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import dev.parley.tool.StandingApproval;
import dev.parley.tool.StandingApprovalStore;
import dev.parley.tool.StandingApprovalStoreContract;
import dev.parley.tool.StandingApprovalStoreException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of what users allow for always, on any database. */
interface StandingApprovalsContract extends StandingApprovalStoreContract {

    /** Opened once per class: that takes longer than all tests together. */
    Database database();

    @BeforeEach
    default void empty() {
        database()
                .<Integer>inTransaction(
                        Scope.ALL, handle -> handle.execute("DELETE FROM standing_approval"));
    }

    @Override
    default StandingApprovalStore approvals() {
        return new JdbiStandingApprovalStore(database());
    }

    @Test
    default void theLongestAndOddestTextsAreKept() {
        Principal longest =
                new Principal("https://id.example/" + "i".repeat(1000), "s".repeat(1000), "Ann");
        String slug = "a".repeat(64);
        StandingApproval approval =
                new StandingApproval(
                        "one",
                        "s".repeat(5000),
                        "t\0".repeat(2500),
                        "d".repeat(64),
                        new Workspace(slug, slug),
                        NOW);

        approvals().save(longest, approval);

        assertThat(approvals().list(longest))
                .singleElement()
                .extracting(StandingApproval::tool)
                .isEqualTo("t\uFFFD".repeat(2500));
    }

    @Test
    default void a03TwoReplicasThatSaveTheSameToolAtOnceLeaveOne() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                Future<?> one = threads.submit(() -> save(go, "one"));
                Future<?> two = threads.submit(() -> save(go, "two"));
                go.countDown();
                one.get(5, TimeUnit.SECONDS);
                two.get(5, TimeUnit.SECONDS);

                assertThat(approvals().list(ANN)).hasSize(1);
            }
        }
    }

    @Test
    default void aDatabaseThatFailsIsAnExceptionOfThePort() {
        Principal tooLong = new Principal("https://id.example", "s".repeat(3000), "Ann");

        assertThatThrownBy(
                        () ->
                                approvals()
                                        .save(
                                                tooLong,
                                                new StandingApproval(
                                                        "one",
                                                        "shop",
                                                        "buy",
                                                        "v1",
                                                        Workspace.NONE,
                                                        NOW)))
                .isInstanceOf(StandingApprovalStoreException.class);
    }

    private @Nullable Void save(CountDownLatch go, String id) throws InterruptedException {
        assertThat(go.await(5, TimeUnit.SECONDS)).isTrue();
        approvals().save(ANN, new StandingApproval(id, "shop", "buy", "v1", Workspace.NONE, NOW));
        return null;
    }
}
