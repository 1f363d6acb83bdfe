package dev.parley.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.egress.EgressGate;
import dev.parley.egress.EgressPolicy;
import dev.parley.egress.GuardedHttp;
import dev.parley.egress.Origin;
import dev.parley.oauth.RecordingServer;
import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.oauth.RecordingServer.Hit;
import dev.parley.token.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a loopback server whose answers are written as Sentry writes them. */
@Timeout(30)
final class SentryOrganizationsTest {

    private static final Secret TOKEN = Secret.of("token-of-ann");
    private static final String LINK =
            "<%s/api/0/organizations/?&cursor=%s>; rel=\"%s\"; results=\"%s\"; cursor=\"%s\"";

    private final RecordingServer sentry = new RecordingServer(hit -> this.answers.apply(hit));
    private final GuardedHttp http = guarded(Set.of(Origin.of(sentry.origin())));
    private final CountDownLatch done = new CountDownLatch(1);
    private Function<Hit, Answer> answers = hit -> list("acme");

    @AfterEach
    void close() {
        done.countDown();
        http.close();
        sentry.close();
    }

    @Test
    void allPagesAreRead() {
        answers =
                hit ->
                        hit.query().contains("cursor")
                                ? list("beta")
                                        .with("Link", links("0:0:1", "true", "0:50:0", "false"))
                                : list("acme")
                                        .with("Link", links("0:-25:1", "false", "0:25:0", "true"));

        assertThat(organizations(http)).isEqualTo(Set.of("acme", "beta"));
        assertThat(sentry.hits())
                .hasSize(2)
                .allMatch(it -> it.header("authorization").equals("Bearer token-of-ann"));
        assertThat(sentry.hits().getLast().query()).isEqualTo("per_page=25&cursor=0%3A25%3A0");
    }

    @Test
    void pagesWithoutAnEndAreNotReadForEver() {
        answers = hit -> list("acme").with("Link", links("0:0:1", "true", "0:25:0", "true"));

        assertThat(organizations(http)).isEqualTo(Set.of("acme"));
        assertThat(sentry.hits()).hasSize(8);
    }

    @Test
    void t05WhoseOrganizationsAreNotShownBelongsToNone() {
        for (Answer answer :
                new Answer[] {
                    Answer.empty(401),
                    Answer.empty(500),
                    Answer.empty(200),
                    Answer.json(200, Map.of("slug", "acme")),
                    Answer.html(200, "[{\"slug\":\"acme\""),
                    Answer.html(200, "[{\"slug\":\"acme\"}," + " ".repeat(1_100_000) + "]"),
                }) {
            answers = hit -> answer;

            assertThat(organizations(http)).as(answer.status() + "").isEmpty();
        }
    }

    @Test
    void t05WhatWasReadBeforeAFailureDoesNotCount() {
        answers =
                hit ->
                        hit.query().contains("cursor")
                                ? Answer.empty(503)
                                : list("acme")
                                        .with("Link", links("0:-25:1", "false", "0:25:0", "true"));

        assertThat(organizations(http)).isEmpty();
    }

    @Test
    void t05SentryThatDoesNotAnswerInTimeLetsInWithoutOrganizations() {
        answers =
                hit -> {
                    try {
                        done.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return list("acme");
                };
        long begin = System.nanoTime();

        Set<String> found =
                new SentryOrganizations(http.client(), sentry.origin(), Duration.ofMillis(300))
                        .of(TOKEN);

        assertThat(found).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void e11TheTokenDoesNotFollowARedirect() {
        try (RecordingServer other = new RecordingServer(hit -> list("acme"))) {
            answers = hit -> Answer.empty(302).with("Location", other.origin() + "/");

            assertThat(organizations(http)).isEmpty();
            assertThat(other.hits()).isEmpty();
        }
    }

    @Test
    void e01NothingIsAskedThatTheGateDenies() {
        try (GuardedHttp strict = guarded(Set.of())) {
            assertThat(organizations(strict)).isEmpty();
            assertThat(sentry.hits()).isEmpty();
        }
    }

    private Set<String> organizations(GuardedHttp through) {
        return new SentryOrganizations(
                        through.client(), sentry.origin(), SentryOrganizations.ASK_MAX)
                .of(TOKEN);
    }

    private String links(String before, String hasBefore, String next, String hasNext) {
        return LINK.formatted(sentry.origin(), before, "previous", hasBefore, before)
                + ", "
                + LINK.formatted(sentry.origin(), next, "next", hasNext, next);
    }

    private static Answer list(String slug) {
        return new Answer(
                200,
                Map.of("Content-Type", "application/json"),
                "[{\"slug\":\"" + slug + "\",\"features\":[]}]");
    }

    private static GuardedHttp guarded(Set<Origin> allowed) {
        return new GuardedHttp(new EgressGate(EgressPolicy.direct(allowed)));
    }
}
