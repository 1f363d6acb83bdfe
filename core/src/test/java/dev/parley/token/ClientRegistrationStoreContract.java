package dev.parley.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ClientRegistrationStore} does; each test says how to make one. */
@Timeout(60)
public interface ClientRegistrationStoreContract {

    String ISSUER = "https://as.example";
    String WEB = "https://parley.example/api/auth/callback";
    String TERMINAL = "http://127.0.0.1:8971/callback";
    Duration MINUTE = Duration.ofMinutes(1);

    /** The store under test, empty; the same one during one test. */
    ClientRegistrationStore registrations();

    @Test
    default void findsNoRegistrationInAnEmptyStore() {
        assertThat(registrations().find("files", ISSUER, WEB)).isEmpty();
        assertThat(registrations().findClient("files", ISSUER, "one")).isEmpty();
    }

    @Test
    default void findsTheRegistrationThatWasSaved() {
        ClientRegistration saved = confidential("files", "one");

        registrations().save(saved);

        assertThat(registrations().find("files", ISSUER, WEB)).contains(saved);
        assertThat(registrations().findClient("files", ISSUER, "one")).contains(saved);
    }

    @Test
    default void keepsAPublicClient() {
        ClientRegistration saved =
                ClientRegistration.ofPublicClient("files", ISSUER, WEB, "client");

        registrations().save(saved);

        assertThat(registrations().find("files", ISSUER, WEB)).contains(saved);
    }

    @Test
    default void aRegistrationIsForOneServerAndOneIssuer() {
        ClientRegistration files = confidential("files", "one");
        ClientRegistration elsewhere =
                ClientRegistration.ofPublicClient("files", "https://other.example", WEB, "client");
        registrations().save(files);
        registrations().save(elsewhere);

        assertThat(registrations().find("files", ISSUER, WEB)).contains(files);
        assertThat(registrations().find("files", "https://other.example", WEB)).contains(elsewhere);
        assertThat(registrations().find("mail", ISSUER, WEB)).isEmpty();
        assertThat(registrations().findClient("files", "https://other.example", "one")).isEmpty();
    }

    @Test
    default void aRegistrationIsForOneRedirectUri() {
        ClientRegistration web = confidential("files", "one");
        ClientRegistration terminal =
                ClientRegistration.ofPublicClient("files", ISSUER, TERMINAL, "two");
        registrations().save(web);
        registrations().save(terminal);

        assertThat(registrations().find("files", ISSUER, WEB)).contains(web);
        assertThat(registrations().find("files", ISSUER, TERMINAL)).contains(terminal);
        assertThat(registrations().findClient("files", ISSUER, "one")).contains(web);
        assertThat(registrations().findClient("files", ISSUER, "two")).contains(terminal);
    }

    @Test
    default void savingARegistrationAgainReplacesIt() {
        ClientRegistration second = ClientRegistration.ofPublicClient("files", ISSUER, WEB, "two");
        registrations().save(confidential("files", "one"));

        registrations().save(second);

        assertThat(registrations().find("files", ISSUER, WEB)).contains(second);
        assertThat(registrations().findClient("files", ISSUER, "one")).isEmpty();
    }

    @Test
    default void deleteForgetsOneRegistration() {
        ClientRegistration mail = confidential("mail", "one");
        ClientRegistration terminal =
                ClientRegistration.ofPublicClient("files", ISSUER, TERMINAL, "two");
        registrations().save(confidential("files", "one"));
        registrations().save(mail);
        registrations().save(terminal);

        registrations().delete("files", ISSUER, "one");
        registrations().delete("files", ISSUER, "one");

        assertThat(registrations().find("files", ISSUER, WEB)).isEmpty();
        assertThat(registrations().find("mail", ISSUER, WEB)).contains(mail);
        assertThat(registrations().find("files", ISSUER, TERMINAL)).contains(terminal);
    }

    @Test
    default void ofAllWhoWantToRegisterOneMay() throws Exception {
        Callable<Optional<String>> lease =
                () -> registrations().leaseRegistration("files", ISSUER, WEB, MINUTE);

        List<String> leases = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<String>> asked :
                    threads.invokeAll(Stream.generate(() -> lease).limit(16).toList())) {
                asked.get().ifPresent(leases::add);
            }
        }

        assertThat(leases).hasSize(1);
    }

    @Test
    default void aRegistrationLeaseIsForOneRedirectUri() {
        registrations().leaseRegistration("files", ISSUER, WEB, MINUTE);

        assertThat(registrations().leaseRegistration("files", ISSUER, TERMINAL, MINUTE))
                .isPresent();
        assertThat(registrations().leaseRegistration("mail", ISSUER, WEB, MINUTE)).isPresent();
    }

    @Test
    default void savingARegistrationEndsTheLease() {
        registrations().leaseRegistration("files", ISSUER, WEB, MINUTE);

        registrations().save(confidential("files", "one"));

        assertThat(registrations().leaseRegistration("files", ISSUER, WEB, MINUTE)).isPresent();
    }

    @Test
    default void aRegistrationLeaseIsEndedByItsHolderOnly() {
        String lease =
                registrations().leaseRegistration("files", ISSUER, WEB, MINUTE).orElseThrow();

        registrations().endRegistrationLease("files", ISSUER, WEB, lease + "0");

        assertThat(registrations().leaseRegistration("files", ISSUER, WEB, MINUTE)).isEmpty();

        registrations().endRegistrationLease("files", ISSUER, WEB, lease);

        assertThat(registrations().leaseRegistration("files", ISSUER, WEB, MINUTE)).isPresent();
    }

    @Test
    default void aRegistrationLeaseThatHasEndedIsFree() {
        registrations().leaseRegistration("files", ISSUER, WEB, Duration.ZERO);

        assertThat(registrations().leaseRegistration("files", ISSUER, WEB, MINUTE)).isPresent();
    }

    private static ClientRegistration confidential(String server, String client) {
        return new ClientRegistration(
                server,
                ISSUER,
                WEB,
                client,
                ClientAuthentication.BASIC,
                Secret.of("secret-" + client),
                Instant.parse("2027-11-01T10:00:00Z"),
                ISSUER + "/register/" + client,
                Secret.of("registration-" + client));
    }
}
