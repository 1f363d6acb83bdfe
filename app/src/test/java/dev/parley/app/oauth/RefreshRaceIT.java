package dev.parley.app.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.storage.PostgresProcess;
import dev.parley.vault.TestKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two processes whose users' tokens end every two seconds, and an authorization server that ends
 * the grant of who uses a refresh token twice. For as long as {@code -Drefresh.race.seconds} says.
 */
@Isolated("tokens that live for seconds")
class RefreshRaceIT {

    private static final long SECONDS = Long.getLong("refresh.race.seconds", 26);

    /** Each token lives for two seconds, or a little less; what is missing is for slow starts. */
    private static final long REFRESHES_MIN = SECONDS * RefreshProgram.PRINCIPALS * 4 / 10;

    /** What one replica did. */
    private record Calls(long count, long failures, String firstFailure) {}

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void f38TwoReplicasRefreshEachTokenOnceAndNobodySignsInAgain() throws Exception {
        String database = PostgresProcess.shared().newDatabase();
        String vaultKey = TestKeys.entry("k1");
        try (ProviderProcess provider = ProviderProcess.start();
                Deployment first =
                        new Deployment(
                                database, vaultKey, provider.resource(), provider.issuer())) {
            for (int number = 0; number < RefreshProgram.PRINCIPALS; number++) {
                first.signIn(RefreshProgram.principal(number));
            }

            Process one = replica(database, vaultKey, provider);
            Process other = replica(database, vaultKey, provider);
            BufferedReader outOfOne = one.inputReader(UTF_8);
            BufferedReader outOfOther = other.inputReader(UTF_8);
            begin(one, outOfOne);
            begin(other, outOfOther);
            List<Calls> calls = List.of(end(one, outOfOne), end(other, outOfOther));

            ProviderProcess.Counts counts = provider.counts();
            print(calls, counts);
            assertThat(calls).allSatisfy(it -> assertThat(it.firstFailure()).isEmpty());
            assertThat(calls).allSatisfy(it -> assertThat(it.count()).isGreaterThan(SECONDS));
            assertThat(counts.tokenErrors()).isEmpty();
            assertThat(counts.of("reusedRefreshTokens")).isZero();
            assertThat(counts.of("revokedGrants")).isZero();
            assertThat(counts.of("codeRequests")).isEqualTo(RefreshProgram.PRINCIPALS);
            assertThat((long) counts.of("refreshRequests")).isGreaterThan(REFRESHES_MIN);
            assertThat(counts.of("accessTokensByRefresh")).isEqualTo(counts.of("refreshRequests"));
            assertThat(counts.of("youngestRefreshedMillis"))
                    .as("no token was renewed by two, one after the other")
                    .isGreaterThan(500);
        }
    }

    private static Process replica(String database, String vaultKey, ProviderProcess provider)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RefreshProgram.class.getName(),
                        database,
                        vaultKey,
                        provider.resource().toString(),
                        provider.issuer(),
                        Long.toString(SECONDS))
                .redirectError(Path.of("target", "refresh-race.log").toFile())
                .start();
    }

    private static void begin(Process replica, BufferedReader out) throws IOException {
        String line;
        do {
            line = out.readLine();
        } while (line != null && !line.equals("ready"));
        replica.outputWriter(UTF_8).append('\n').flush();
    }

    private static Calls end(Process replica, BufferedReader out) throws Exception {
        String last = "0 0 it said nothing";
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            last = line.matches("[0-9]+ [0-9]+ .*") ? line : last;
        }
        assertThat(replica.waitFor(30, TimeUnit.SECONDS)).isTrue();
        String[] words = last.split(" ", 3);
        return new Calls(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]);
    }

    private static void print(List<Calls> calls, ProviderProcess.Counts counts) {
        System.out.printf(
                "refresh race, 2 replicas, %d s: %d calls, %d failed; %d refreshes, %d new tokens,"
                        + " %d reused, %d grants revoked, %d sign-ins of %d users,"
                        + " %d tokens refused by the server, youngest renewed %d ms old%n",
                SECONDS,
                calls.stream().mapToLong(Calls::count).sum(),
                calls.stream().mapToLong(Calls::failures).sum(),
                counts.of("refreshRequests"),
                counts.of("accessTokensByRefresh"),
                counts.of("reusedRefreshTokens"),
                counts.of("revokedGrants"),
                counts.of("codeRequests"),
                RefreshProgram.PRINCIPALS,
                counts.of("refusedTokens"),
                counts.of("youngestRefreshedMillis"));
    }
}
