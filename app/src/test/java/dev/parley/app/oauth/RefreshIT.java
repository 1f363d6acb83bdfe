package dev.parley.app.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.storage.PostgresProcess;
import dev.parley.token.Principal;
import dev.parley.tool.ServerStatus.State;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import dev.parley.vault.TestKeys;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What becomes of a sign-in when its tokens end, and when its authorization server is away. */
@Isolated("tokens that live for seconds")
class RefreshIT {

    private static final Principal ANN = Deployment.principal("ann");

    private ProviderProcess provider;
    private Deployment deployment;

    @BeforeEach
    void start() throws Exception {
        provider = ProviderProcess.start();
        deployment =
                new Deployment(
                        PostgresProcess.shared().newDatabase(),
                        TestKeys.entry("k1"),
                        provider.resource(),
                        provider.issuer());
    }

    @AfterEach
    void stop() {
        deployment.close();
        provider.close();
    }

    @Test
    void f38AnExpiredTokenIsNoticedByNobody() throws Exception {
        deployment.signIn(ANN);

        String during = deployment.slow(ANN);
        String after = deployment.whoami(ANN);

        assertThat(during).isEqualTo("ann");
        assertThat(after).isEqualTo("ann");
        assertThat(provider.counts().of("refreshRequests")).isEqualTo(1);
        assertThat(provider.counts().of("codeRequests")).isEqualTo(1);
    }

    @Test
    void f40AnAuthorizationServerThatIsDownCostsNoSignIn() throws Exception {
        deployment.signIn(ANN);
        provider.down();
        String whileItsTokenLives = deployment.slow(ANN);

        ToolServerException failure = failure();
        provider.up();
        String afterwards = eventually();

        assertThat(whileItsTokenLives).isEqualTo("ann");
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("try again later");
        assertThat(afterwards).isEqualTo("ann");
        assertThat(provider.counts().of("codeRequests")).isEqualTo(1);
    }

    @Test
    void anAuthorizationServerThatForgotAllIsAskedOnceAndThenTheUserIs() throws Exception {
        deployment.signIn(ANN);
        deployment.whoami(ANN);
        provider.forget();

        for (int call = 0; call < 20; call++) {
            assertThat(failure().kind()).isEqualTo(Kind.NEEDS_SIGN_IN);
        }

        assertThat(deployment.state(ANN)).isEqualTo(State.NEEDS_SIGN_IN);
        assertThat(provider.counts().of("refreshRequests")).isEqualTo(1);
        deployment.signIn(ANN);
        assertThat(deployment.whoami(ANN)).isEqualTo("ann");
        assertThat(provider.counts().of("registrations")).isEqualTo(2);
    }

    @Test
    void signingOutEndsTheGrantAtItsIssuer() throws Exception {
        deployment.signIn(ANN);

        boolean told = deployment.signOut(ANN);

        assertThat(told).isTrue();
        assertThat(provider.counts().of("revokedGrants")).isPositive();
        assertThat(failure().kind()).isEqualTo(Kind.NEEDS_SIGN_IN);
    }

    private ToolServerException failure() {
        ToolServerException failure =
                catchThrowableOfType(ToolServerException.class, () -> deployment.whoami(ANN));
        if (failure == null) {
            throw new AssertionError("it did not fail");
        }
        return failure;
    }

    /** Those who try again while it is too early are told so at once. */
    private String eventually() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (true) {
            try {
                return deployment.whoami(ANN);
            } catch (ToolServerException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }
}
