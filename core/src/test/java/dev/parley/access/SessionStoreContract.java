package dev.parley.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link SessionStore} does; each implementation's test says how to make one. */
@Timeout(60)
public interface SessionStoreContract {

    Principal ANN = new Principal("https://id.example", "ann", "Ann");
    Principal BOB = new Principal("https://id.example", "bob", "Bob");
    Instant NOW = Instant.parse("2026-11-01T10:00:00.456Z");

    /** The store under test, empty; the same one during one test. */
    SessionStore sessions();

    @Test
    default void findsNoSessionInAnEmptyStore() {
        assertThat(sessions().find("one")).isEmpty();
        assertThat(sessions().list(ANN)).isEmpty();
        assertThat(sessions().present(List.of("one"))).isEmpty();
        assertThat(sessions().present(List.of())).isEmpty();
    }

    @Test
    default void findsTheSessionThatWasSaved() {
        Session saved = new Session("one", ANN, "Firefox \uD83D\uDE00 é", NOW, NOW.plusSeconds(7));
        sessions().save(saved);
        sessions().save(session("two", BOB));

        assertThat(sessions().find("one")).contains(saved);
        assertThat(sessions().find("One")).isEmpty();
    }

    @Test
    default void anIdOfASessionIsTakenOnce() {
        Session first = session("one", ANN);
        sessions().save(first);

        assertThatThrownBy(() -> sessions().save(session("one", BOB)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(sessions().find("one")).contains(first);
    }

    @Test
    default void listsThoseOfOnePrincipalTheLastUsedFirst() {
        sessions().save(session("one", ANN));
        sessions().save(session("two", ANN));
        sessions().save(session("three", ANN));
        sessions().save(session("bobs", BOB));
        sessions().use("two", NOW.plusSeconds(60));
        sessions().use("one", NOW.plusSeconds(30));

        assertThat(sessions().list(ANN))
                .extracting(Session::id)
                .containsExactly("two", "one", "three");
    }

    @Test
    default void aNewNameDoesNotHideTheSessionsOfTheOld() {
        sessions().save(session("one", ANN));
        Principal renamed = new Principal("https://id.example", "ann", "Ann Lee");

        assertThat(sessions().list(renamed)).hasSize(1);
        assertThat(sessions().delete(renamed, "one")).isTrue();
    }

    @Test
    default void useIsNotedAndOnlyGrows() {
        sessions().save(session("one", ANN));

        sessions().use("one", NOW.plusSeconds(60));
        sessions().use("one", NOW.plusSeconds(30));

        assertThat(sessions().find("one"))
                .contains(new Session("one", ANN, "Firefox", NOW, NOW.plusSeconds(60)));
    }

    @Test
    default void usingWhatIsGoneDoesNotBringItBack() {
        sessions().save(session("one", ANN));
        sessions().delete(ANN, "one");

        sessions().use("one", NOW.plusSeconds(60));

        assertThat(sessions().find("one")).isEmpty();
    }

    @Test
    default void saysWhichThereAre() {
        Set<String> ids =
                IntStream.range(0, 2000).mapToObj(i -> "id" + i).collect(Collectors.toSet());
        sessions().save(session("id7", ANN));
        sessions().save(session("id1234", BOB));
        sessions().save(session("other", ANN));

        assertThat(sessions().present(ids)).containsExactlyInAnyOrder("id7", "id1234");
    }

    @Test
    default void onlyItsOwnerEndsASession() {
        sessions().save(session("one", ANN));
        sessions().save(session("two", ANN));

        assertThat(sessions().delete(BOB, "one")).isFalse();
        assertThat(sessions().find("one")).isPresent();

        assertThat(sessions().delete(ANN, "one")).isTrue();
        assertThat(sessions().delete(ANN, "one")).isFalse();
        assertThat(sessions().find("one")).isEmpty();
        assertThat(sessions().find("two")).isPresent();
    }

    @Test
    default void endsAllOfOnePrincipal() {
        sessions().save(session("one", ANN));
        sessions().save(session("two", ANN));
        sessions().save(session("bobs", BOB));

        assertThat(sessions().deleteAll(ANN)).isEqualTo(2);

        assertThat(sessions().deleteAll(ANN)).isZero();
        assertThat(sessions().list(ANN)).isEmpty();
        assertThat(sessions().find("bobs")).isPresent();
    }

    @Test
    default void deletesWhatWasStartedOrUsedBefore() {
        Instant month = NOW.minusSeconds(3000);
        Instant week = NOW.minusSeconds(700);
        sessions().save(new Session("old", ANN, "", month.minusMillis(1), NOW));
        sessions().save(new Session("idle", BOB, "", week.minusMillis(1), week.minusMillis(1)));
        sessions().save(new Session("just", ANN, "", month, week));
        sessions().save(session("new", BOB));

        sessions().deleteOlder(month, week);

        assertThat(sessions().present(List.of("old", "idle", "just", "new")))
                .containsExactlyInAnyOrder("just", "new");
    }

    private static Session session(String id, Principal principal) {
        return new Session(id, principal, "Firefox", NOW, NOW);
    }
}
