package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.VaultStatus;
import dev.parley.token.VaultStatus.Use;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class VaultCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private VaultStatus before =
            new VaultStatus(List.of(new VaultStatus.Key("k1", Use.PRIMARY, 3)));
    private VaultStatus after = before;

    @Test
    void v03StatusIsATableByKey() {
        before =
                new VaultStatus(
                        List.of(
                                new VaultStatus.Key("k2", Use.PRIMARY, 14),
                                new VaultStatus.Key("k1", Use.DECRYPTS, 2)));

        assertThat(run("vault", "status")).isZero();

        assertThat(out.toString())
                .isEqualToNormalizingNewlines(
                        """
                        key  use       values
                        k2   primary   14
                        k1   decrypts  2
                        Values are still sealed under k1: keep it, and run parley vault rotate.
                        """);
    }

    @Test
    void v03StatusSaysWhichKeyMayGo() {
        before =
                new VaultStatus(
                        List.of(
                                new VaultStatus.Key("k2", Use.PRIMARY, 14),
                                new VaultStatus.Key("k1", Use.DECRYPTS, 0)));

        assertThat(run("vault", "status")).isZero();

        assertThat(out.toString()).contains("remove k1 from PARLEY_VAULT_KEYS");
    }

    @Test
    void v03StatusWithAMissingKeyIsAFailure() {
        before =
                new VaultStatus(
                        List.of(
                                new VaultStatus.Key("k2", Use.PRIMARY, 0),
                                new VaultStatus.Key("k1", Use.MISSING, 2)));

        assertThat(run("vault", "status")).isEqualTo(1);

        assertThat(out.toString()).contains("k1   missing   2", "Values need k1");
    }

    @Test
    void v03RotateShowsWhatCameOfIt() {
        after =
                new VaultStatus(
                        List.of(
                                new VaultStatus.Key("k2", Use.PRIMARY, 3),
                                new VaultStatus.Key("k1", Use.DECRYPTS, 0)));

        assertThat(run("vault", "rotate")).isZero();

        assertThat(out.toString()).contains("k2   primary   3", "remove k1 from");
    }

    @Test
    void v03RotateThatLeavesSomethingIsAFailure() {
        after =
                new VaultStatus(
                        List.of(
                                new VaultStatus.Key("k2", Use.PRIMARY, 3),
                                new VaultStatus.Key("?", Use.MISSING, 1)));

        assertThat(run("vault", "rotate")).isEqualTo(1);
    }

    @Test
    void vaultAloneIsWrongUsage() {
        assertThat(run("vault")).isEqualTo(2);
        assertThat(err.toString()).contains("status", "rotate");
    }

    private int run(String... arguments) {
        return ParleyCommand.run(
                new UnaskedLauncher() {
                    @Override
                    public VaultReport vaultStatus(String config) {
                        return new VaultReport(before, "PARLEY_VAULT_KEYS");
                    }

                    @Override
                    public VaultReport rotateVault(String config) {
                        return new VaultReport(after, "PARLEY_VAULT_KEYS");
                    }
                },
                "1",
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false,
                arguments);
    }
}
