package dev.parley.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ClientRegistrationStore} does; each test says how to make one. */
@Timeout(60)
public interface ClientRegistrationStoreContract {

    String ISSUER = "https://as.example";

    /** The store under test, empty; the same one during one test. */
    ClientRegistrationStore registrations();

    @Test
    default void findsNoRegistrationInAnEmptyStore() {
        assertThat(registrations().find("files", ISSUER)).isEmpty();
    }

    @Test
    default void findsTheRegistrationThatWasSaved() {
        ClientRegistration saved = confidential("files", "one");

        registrations().save(saved);

        assertThat(registrations().find("files", ISSUER)).contains(saved);
    }

    @Test
    default void keepsAPublicClient() {
        ClientRegistration saved = ClientRegistration.ofPublicClient("files", ISSUER, "client");

        registrations().save(saved);

        assertThat(registrations().find("files", ISSUER)).contains(saved);
    }

    @Test
    default void aRegistrationIsForOneServerAndOneIssuer() {
        ClientRegistration files = confidential("files", "one");
        ClientRegistration elsewhere =
                ClientRegistration.ofPublicClient("files", "https://other.example", "client");
        registrations().save(files);
        registrations().save(elsewhere);

        assertThat(registrations().find("files", ISSUER)).contains(files);
        assertThat(registrations().find("files", "https://other.example")).contains(elsewhere);
        assertThat(registrations().find("mail", ISSUER)).isEmpty();
    }

    @Test
    default void savingARegistrationAgainReplacesIt() {
        ClientRegistration second = ClientRegistration.ofPublicClient("files", ISSUER, "two");
        registrations().save(confidential("files", "one"));

        registrations().save(second);

        assertThat(registrations().find("files", ISSUER)).contains(second);
    }

    @Test
    default void deleteForgetsOneRegistration() {
        ClientRegistration mail = confidential("mail", "two");
        registrations().save(confidential("files", "one"));
        registrations().save(mail);

        registrations().delete("files", ISSUER);
        registrations().delete("files", ISSUER);

        assertThat(registrations().find("files", ISSUER)).isEmpty();
        assertThat(registrations().find("mail", ISSUER)).contains(mail);
    }

    private static ClientRegistration confidential(String server, String client) {
        return new ClientRegistration(
                server,
                ISSUER,
                client,
                Secret.of("secret-" + client),
                Instant.parse("2027-11-01T10:00:00Z"),
                ISSUER + "/register/" + client,
                Secret.of("registration-" + client));
    }
}
