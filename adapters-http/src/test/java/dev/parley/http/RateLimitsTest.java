package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.RateLimit;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often one may ask, over HTTP. */
class RateLimitsTest {

    @Test
    void h06TenTurnsAMinuteAndWhenToComeBack() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(10, 1_000, List.of()))) {
            for (int i = 0; i < 10; i++) {
                server.model.thenSay("Hello.");
                HttpResponse<String> answer = server.say("c" + i, "Hi");

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("RateLimit-Limit")).contains("10");
                assertThat(answer.headers().firstValue("RateLimit-Remaining"))
                        .contains("" + (9 - i));
                assertThat(answer.headers().firstValue("RateLimit-Reset")).contains("42");
            }

            HttpResponse<String> refused = server.say("c10", "Hi");

            assertProblem(refused, 429, "rate_limited");
            assertThat(refused.headers().firstValue("Retry-After")).contains("6");
            assertThat(refused.headers().firstValue("RateLimit-Remaining")).contains("0");
            assertThat(refused.body())
                    .contains("Too many turns: at most 10 in 60 s are allowed. Try again in 6 s.");
            assertThat(server.model.requests()).hasSize(10);
            assertProblem(server.get("/api/conversations/c10"), 404, "conversation_not_found");
        }
    }

    @Test
    void h06OfHundredTurnsAtOnceTenBegin() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(10, 1_000, List.of()));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                server.model.thenSay("Hello.");
            }
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String conversation = "c" + i;
                answers.add(clients.submit(() -> server.say(conversation, "Hi").statusCode()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get(20, TimeUnit.SECONDS));
            }

            assertThat(statuses).filteredOn(it -> it == 200).hasSize(10);
            assertThat(statuses).filteredOn(it -> it == 429).hasSize(90);
        }
    }

    @Test
    void h06OneUserDoesNotUseUpTheTurnsOfAnother() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(1, 1_000, List.of()))) {
            server.model.thenSay("Hello.");
            server.model.thenSay("Hello.");
            server.say("c1", "Hi");

            assertProblem(server.say("c2", "Hi"), 429, "rate_limited");
            HttpResponse<String> other =
                    server.send(
                            server.request("POST", "/api/chat", TestServer.userMessage("c3", "Hi"))
                                    .header("X-User", "bob"));

            assertThat(other.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void h06WhatStartsNoTurnUsesNoneUp() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(1, 1_000, List.of()))) {
            server.model.thenSay("Hello.");
            assertProblem(server.post("/api/chat", "{}"), 400, "invalid_id");
            server.get("/api/conversations");
            server.post("/api/chat/c1/stop", "{}");

            assertThat(server.say("c1", "Hi").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void h06RequestsOfAnAddressAreCountedWhoeverSendsThem() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(10, 3, List.of()))) {
            for (String user : List.of("ann", "bob", "cid")) {
                HttpResponse<String> answer =
                        server.send(
                                server.request("GET", "/api/unknown", "").header("X-User", user));
                assertThat(answer.headers().firstValue("RateLimit-Limit")).contains("3");
            }
            HttpResponse<String> refused =
                    server.send(server.request("GET", "/api/models", "").header("X-User", "eve"));

            assertProblem(refused, 429, "rate_limited");
            assertThat(refused.body()).contains("Too many requests from your address");
            assertThat(refused.headers().firstValue("Retry-After")).contains("6");
            // The page and the health check are files and constants.
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(server.get("/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void h07NoHeaderMakesAClientSomebodyElse() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(10, 3, List.of("10.0.0.0/8")))) {
            List<Integer> statuses = new ArrayList<>();
            for (String header :
                    List.of(
                            "X-Forwarded-For",
                            "Forwarded",
                            "X-Real-IP",
                            "CF-Connecting-IP",
                            "True-Client-IP",
                            "X-Client-IP")) {
                String value = header.equals("Forwarded") ? "for=198.51.100.1" : "198.51.100.1";
                statuses.add(spoofed(server, header, value).statusCode());
            }

            assertThat(statuses).containsExactly(200, 200, 200, 429, 429, 429);
            assertThat(server.access.limiter.taken).containsOnlyKeys("requests 127.0.0.1/32");
        }
    }

    @Test
    void h07ClientBehindATrustedProxyIsCountedForItself() throws Exception {
        try (TestServer server = TestServer.withLimits(limits(10, 3, List.of("127.0.0.0/8")))) {
            for (int i = 0; i < 3; i++) {
                spoofed(server, "X-Forwarded-For", "9.9.9." + i + ", 198.51.100.1");
            }

            assertThat(spoofed(server, "X-Forwarded-For", "198.51.100.1").statusCode())
                    .isEqualTo(429);
            assertThat(spoofed(server, "X-Forwarded-For", "198.51.100.2").statusCode())
                    .isEqualTo(200);
            assertThat(spoofed(server, "X-Real-IP", "198.51.100.3").statusCode()).isEqualTo(200);
            assertThat(server.access.limiter.taken)
                    .containsOnlyKeys(
                            "requests 198.51.100.1/32",
                            "requests 198.51.100.2/32",
                            "requests 127.0.0.1/32");
        }
    }

    private static HttpResponse<String> spoofed(TestServer server, String header, String value)
            throws Exception {
        HttpRequest.Builder request = server.request("GET", "/api/models", "");
        return server.send(request.header(header, value));
    }

    private static HttpLimits limits(int turns, int requests, List<String> trustedProxies) {
        Duration minute = Duration.ofMinutes(1);
        return new HttpLimits(
                TestServer.WIDE.connections(),
                new RateLimit("turns", turns, minute),
                new RateLimit("requests", requests, minute),
                TestServer.WIDE.turnsRunningMax(),
                TestServer.WIDE.streamsPerUserMax(),
                TestServer.WIDE.streamsMax(),
                trustedProxies);
    }
}
