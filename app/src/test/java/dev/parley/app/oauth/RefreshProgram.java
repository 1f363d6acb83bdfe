package dev.parley.app.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.token.Principal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One replica of the refresh race: calls without end, many at a time, for principals that other
 * replicas call for too.
 */
final class RefreshProgram {

    static final int CONCURRENT_CALLS = 50;
    static final int PRINCIPALS = 10;

    /** Without a pause the calls would measure the processor. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Deployment deployment;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");

    private RefreshProgram(Deployment deployment) {
        this.deployment = deployment;
    }

    static Principal principal(int number) {
        return Deployment.principal("user" + number);
    }

    /**
     * Says "ready"; when it has read a line, calls, and says how many calls there were, how many
     * failed, and how the first one did.
     *
     * @param arguments the database's URL, the vault's key, the server's URL, its issuer, and for
     *     how many seconds to call
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Duration time = Duration.ofSeconds(Long.parseLong(arguments[4]));
        try (Deployment deployment =
                new Deployment(
                        arguments[0], arguments[1], URI.create(arguments[2]), arguments[3])) {
            System.out.println("ready");
            new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
            RefreshProgram program = new RefreshProgram(deployment);
            program.callFor(time);
            System.out.printf(
                    "%d %d %s%n",
                    program.calls.get(), program.failures.get(), program.firstFailure);
        }
    }

    private void callFor(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < CONCURRENT_CALLS; number++) {
            Principal principal = principal(number % PRINCIPALS);
            threads.add(Thread.ofVirtual().start(() -> callUntil(end, principal)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void callUntil(long end, Principal principal) {
        while (System.nanoTime() < end) {
            calls.incrementAndGet();
            try {
                String subject = deployment.whoami(principal);
                if (!subject.equals(principal.subject())) {
                    failed(principal + " was taken for " + subject);
                }
            } catch (RuntimeException e) {
                failed(e.toString());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void failed(String how) {
        failures.incrementAndGet();
        firstFailure.compareAndSet("", how);
    }
}
