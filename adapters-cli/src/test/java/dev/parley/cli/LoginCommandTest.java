package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.AuthorizationFailed.Reason;
import dev.parley.token.FakeAuthorizer;
import dev.parley.token.Principal;
import dev.parley.tool.ToolPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class LoginCommandTest {

    private static final Pattern REDIRECT = Pattern.compile("redirect_uri=([^&]+)");
    private static final Pattern STATE = Pattern.compile("state=([^&]+)");
    private static final String GOOD = "code=" + FakeAuthorizer.CODE + "&iss=https://as.example";

    private final FakeAuthorizer authorizer = new FakeAuthorizer(InstantSource.system(), "shop");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<List<String>> started = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private String system = "Linux";
    private boolean hasBrowser = true;
    private Duration patience = Duration.ofSeconds(5);
    private volatile CompletableFuture<@Nullable HttpResponse<String>> answered =
            new CompletableFuture<>();
    private boolean closed;

    /** What the person in the browser does, given the address it was opened at. */
    private interface Person {
        @Nullable HttpResponse<String> act(String url) throws IOException, InterruptedException;
    }

    private Person person = url -> comeBack(url, GOOD);

    @AfterEach
    void close() {
        client.shutdownNow();
    }

    @Test
    void personSignsInInTheBrowserAndIsToldSoThereAndHere() throws Exception {
        int exitCode = login("shop");

        assertThat(exitCode).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("Signed in at shop.");
        assertThat(authorizer.grant(Principal.local(), "shop")).isPresent();
        assertThat(closed).isTrue();
        HttpResponse<String> page = answered.get(5, TimeUnit.SECONDS);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("You are signed in at shop.").doesNotContain("<script");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
    }

    @Test
    void browserComesBackToALoopbackAddressOnAPortThatWasFree() {
        login("shop");
        login("shop");

        assertThat(authorizer.redirectUris())
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(it -> it.matches("http://127\\.0\\.0\\.1:[0-9]+/callback"));
    }

    @Test
    void l10BrowserIsStartedWithTheAddressAsOneArgument() {
        login("shop");
        system = "Mac OS X";
        login("shop");
        system = "Windows 11";
        login("shop");

        assertThat(started.get(0)).startsWith("xdg-open").hasSize(2);
        assertThat(started.get(1)).startsWith("open").hasSize(2);
        assertThat(started.get(2)).startsWith("rundll32", "url.dll,FileProtocolHandler").hasSize(3);
        assertThat(started)
                .allSatisfy(
                        it -> assertThat(it.getLast()).startsWith("https://as.example/authorize?"));
    }

    @Test
    void l10AddressThatCouldMeanSomethingElseIsNeverOpened() {
        for (String evil :
                List.of(
                        "javascript:alert(1)",
                        "data:text/html,<script>alert(1)</script>",
                        "file:///etc/passwd",
                        "vbscript:x",
                        "https://a/$(touch /tmp/p)",
                        "https://a/$(touch${IFS}/tmp/p)",
                        "https://a/`id`",
                        "https://a/\"&calc&\"",
                        "https://a/'x'",
                        "https://a/a;id",
                        "https://a/a|id",
                        "https://a/a\\b",
                        "https://a/a\nb",
                        "https://a/\u001b]52;c;x",
                        "https://a/\u202Eb",
                        "https://a/ b",
                        "https://user@a/",
                        "https://",
                        "https:///a",
                        "--upload-pack=x",
                        "-https://a/",
                        " https://a/",
                        "HTTPS://a/",
                        "http://public.example/",
                        "http://localhost.public.example/",
                        "http://127.0.0.1.public.example/",
                        "ftp://a/",
                        "//a/",
                        "")) {
            authorizer.sendTo(evil);

            assertThat(login("shop")).as(evil).isEqualTo(1);

            assertThat(started).as(evil).isEmpty();
            assertThat(err.toString())
                    .contains("not one that Parley opens")
                    .doesNotContain("touch", "\u001b", "\u202E");
        }
        assertThat(SignInUrl.of("https://a/" + "a".repeat(9000))).isEmpty();
    }

    @Test
    void l10AddressesOfAuthorizationServersAreOpened() {
        for (String good :
                List.of(
                        "https://as.example/authorize?a=b&c=d%20e+f&redirect_uri=http%3A%2F%2F127",
                        "https://as.example:8443/a/b~c/d.e?login_hint=a@b#x",
                        "http://localhost:9000/authorize",
                        "http://127.0.0.1/authorize",
                        "http://[::1]:80/authorize")) {
            assertThat(SignInUrl.of(good)).as(good).isPresent();
        }
    }

    @Test
    void addressIsPrintedAndNothingStartedWithoutBrowser() throws Exception {
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Thread command =
                Thread.ofVirtual().start(() -> exitCode.complete(login("shop", "--no-browser")));
        String address = awaitPrintedAddress();

        comeBack(address, GOOD);

        assertThat(exitCode.get(5, TimeUnit.SECONDS)).isZero();
        assertThat(started).isEmpty();
        command.join();
    }

    @Test
    void addressIsPrintedWhenThereIsNoBrowser() {
        hasBrowser = false;
        patience = Duration.ofMillis(1);

        login("shop");

        assertThat(err.toString()).contains("To sign in, open this address", "https://as.example/");
    }

    @Test
    void browserThatNeverComesBackLeavesThePersonSignedOut() {
        person = url -> null;
        patience = Duration.ofMillis(1);

        assertThat(login("shop")).isEqualTo(3);

        assertThat(err.toString()).contains("has not come back");
        assertThat(closed).isTrue();
    }

    @Test
    void l02OnlyTheAnswerWithTheStateCountsAndOthersDoNotEndTheWait() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        person =
                url -> {
                    String back = redirectUri(url);
                    String state = "state=" + find(STATE, url);
                    for (String other :
                            List.of(
                                    back,
                                    back + "?" + GOOD,
                                    back + "?state=&" + GOOD,
                                    back + "?state=x" + find(STATE, url) + "&" + GOOD,
                                    back + "?" + state + "&" + state + "&" + GOOD,
                                    back + "?" + state + "&code=%25&code=%26")) {
                        statuses.add(get(other).statusCode());
                    }
                    statuses.add(get(back.replace("/callback", "/") + "?" + state).statusCode());
                    statuses.add(
                            get(back.replace("127.0.0.1", "localhost") + "?" + state).statusCode());
                    return comeBack(url, GOOD);
                };

        assertThat(login("shop")).isZero();

        assertThat(statuses).containsExactly(400, 400, 400, 400, 400, 400, 404, 404);
        assertThat(authorizer.codesSpent()).isEqualTo(1);
    }

    @Test
    void l15PersonWhoSaysNoIsToldInOurWords() throws Exception {
        person =
                url ->
                        comeBack(
                                url,
                                "error=access_denied&error_description=phish&iss=https://as.example");

        assertThat(login("shop")).isEqualTo(3);

        assertThat(err.toString()).contains("Access was denied.").doesNotContain("phish");
        assertThat(answered.get(5, TimeUnit.SECONDS).body())
                .contains("Access was denied.")
                .doesNotContain("phish");
    }

    @Test
    void exitCodeSaysWhyThereIsNoGrant() {
        for (Reason reason : Reason.values()) {
            authorizer.failNext(reason);

            int exitCode = login("shop");

            int expected =
                    switch (reason) {
                        case NOT_NEEDED -> 0;
                        case UNREACHABLE -> 4;
                        case DENIED, STATE_INVALID -> 3;
                        default -> 1;
                    };
            assertThat(exitCode).as(reason.name()).isEqualTo(expected);
            assertThat(started).isEmpty();
        }
        assertThat(login("unknown")).isEqualTo(1);
        assertThat(login()).isEqualTo(2);
    }

    @Test
    void interruptEndsTheWait() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        person =
                url -> {
                    opened.countDown();
                    return null;
                };
        Thread command = Thread.ofPlatform().start(() -> login("shop"));
        assertThat(opened.await(5, TimeUnit.SECONDS)).isTrue();

        command.interrupt();

        assertThat(command.join(Duration.ofSeconds(5))).isTrue();
        assertThat(closed).isTrue();
    }

    @Test
    void l17NeitherCodeNorTokenIsPrinted() {
        login("shop");

        assertThat(out.toString() + err).doesNotContain(FakeAuthorizer.CODE, "access-");
    }

    @Test
    void l16LogoutTakesTheGrantBack() {
        login("shop");

        assertThat(logout("shop")).isZero();

        assertThat(out.toString()).contains("Signed out of shop.");
        assertThat(authorizer.grant(Principal.local(), "shop")).isEmpty();
    }

    @Test
    void l16LogoutSaysWhenTheIssuerCouldNotBeTold() {
        login("shop");
        authorizer.cutOffIssuer();

        assertThat(logout("shop")).isZero();

        assertThat(err.toString()).contains("could not be told");
        assertThat(authorizer.grant(Principal.local(), "shop")).isEmpty();
    }

    private HttpResponse<String> comeBack(String url, String answer)
            throws IOException, InterruptedException {
        return get(redirectUri(url) + "?" + answer + "&state=" + find(STATE, url));
    }

    private HttpResponse<String> get(String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String redirectUri(String url) {
        return URLDecoder.decode(find(REDIRECT, url), StandardCharsets.UTF_8);
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private String awaitPrintedAddress() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) {
            String printed = err.toString();
            int start = printed.indexOf("https://");
            if (start >= 0 && printed.indexOf('\n', start) > 0) {
                return printed.substring(start).trim();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no address was printed: " + err);
    }

    private void start(List<String> command) throws IOException {
        if (!hasBrowser) {
            throw new IOException("no such program");
        }
        started.add(command);
        CompletableFuture<@Nullable HttpResponse<String>> answer = new CompletableFuture<>();
        answered = answer;
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                answer.complete(person.act(command.getLast()));
                            } catch (IOException | InterruptedException | AssertionError e) {
                                answer.completeExceptionally(e);
                            }
                        });
    }

    private int login(String... arguments) {
        return execute(
                new LoginCommand(
                        new ParleyCommand(launcher()), new Browser(system, this::start), patience),
                arguments);
    }

    private int logout(String... arguments) {
        return execute(new LogoutCommand(new ParleyCommand(launcher())), arguments);
    }

    private int execute(Object command, String... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Launcher launcher() {
        return new UnaskedLauncher() {
            @Override
            public ServerSession openServers(String config) {
                return new ServerSession(
                        authorizer,
                        Principal.local(),
                        List.of(),
                        List.of(),
                        List.of(),
                        new ToolPolicy(Map.of()),
                        () -> closed = true);
            }
        };
    }
}
