package dev.parley.token;

import dev.parley.token.AuthorizationFailed.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An authorizer whose authorization server is a few lines: it gives {@link #CODE} to whoever comes,
 * and a grant for it. Keeps what it was asked. Safe for use by many threads.
 */
public final class FakeAuthorizer implements Authorizer {

    public static final String ISSUER = "https://as.example";

    /** The one code that is worth a grant. */
    public static final String CODE = "code-of-the-fake";

    private static final String AUTHORIZATION_ENDPOINT = ISSUER + "/authorize";

    private final InstantSource clock;
    private final Set<String> servers;
    private final Predicate<Principal> members;
    private final PendingAuthorizationStore pending;
    private final TokenStore tokens;
    private final List<String> redirectUris = new ArrayList<>();
    private int begun;
    private int codesSpent;
    private String endpoint = AUTHORIZATION_ENDPOINT;
    private boolean issuerDown;
    private @Nullable RuntimeException failure;

    /** One that knows {@code servers}. */
    public FakeAuthorizer(InstantSource clock, String... servers) {
        this(clock, everybody -> true, servers);
    }

    /** One that knows {@code servers} for some only. */
    public FakeAuthorizer(InstantSource clock, Predicate<Principal> members, String... servers) {
        this.clock = clock;
        this.members = members;
        this.servers = Set.of(servers);
        this.pending = new InMemoryPendingAuthorizationStore(clock);
        this.tokens = new InMemoryTokenStore(clock);
    }

    /** Has the next question fail. */
    public synchronized void failNext(RuntimeException next) {
        failure = next;
    }

    /** As {@link #failNext(RuntimeException)}, with what an authorizer throws. */
    public void failNext(Reason reason) {
        failNext(new AuthorizationFailed(reason, "It fails for " + reason + ".", null));
    }

    /** Sends browsers elsewhere, as a server would that means no good. */
    public synchronized void sendTo(String authorizationEndpoint) {
        endpoint = authorizationEndpoint;
    }

    /** Lets the issuer be told nothing any more. */
    public synchronized void cutOffIssuer() {
        issuerDown = true;
    }

    /** What browsers were to come back to. */
    public synchronized List<String> redirectUris() {
        return List.copyOf(redirectUris);
    }

    /** How many authorizations have begun. */
    public synchronized int begun() {
        return begun;
    }

    /** How many codes went to the token endpoint. */
    public synchronized int codesSpent() {
        return codesSpent;
    }

    /** What was granted. */
    public Optional<Grant> grant(Principal principal, String server) {
        return tokens.find(principal, server).map(StoredGrant::grant);
    }

    @Override
    public synchronized AuthorizationStart begin(
            Principal principal, String server, String redirectUri) {
        failIfAskedTo();
        checkKnown(server);
        if (!members.test(principal)) {
            throw notFound();
        }
        begun++;
        redirectUris.add(redirectUri);
        Secret state = Secret.of("state-" + begun + "-" + "x".repeat(32));
        pending.save(state, pending(principal, server, redirectUri));
        return new AuthorizationStart(
                endpoint
                        + "?response_type=code&state="
                        + state.reveal()
                        + "&redirect_uri="
                        + URLEncoder.encode(redirectUri, StandardCharsets.UTF_8),
                state);
    }

    private PendingAuthorization pending(Principal principal, String server, String redirectUri) {
        return new PendingAuthorization(
                principal,
                server,
                new GrantSource(
                        ISSUER,
                        "parley",
                        ClientAuthentication.NONE,
                        ISSUER + "/token",
                        ISSUER + "/revoke",
                        "https://" + server + ".example/mcp"),
                true,
                Secret.of("verifier"),
                redirectUri,
                Set.of("read"),
                clock.instant());
    }

    @Override
    public synchronized Grant complete(Principal principal, AuthorizationAnswer answer) {
        failIfAskedTo();
        PendingAuthorization begunHere =
                pending.take(answer.state())
                        .filter(it -> it.principal().key().equals(principal.key()))
                        .orElseThrow(
                                () ->
                                        new AuthorizationFailed(
                                                Reason.STATE_INVALID,
                                                "This sign-in is not known here.",
                                                null));
        if (!answer.issuer().equals(ISSUER)) {
            throw new AuthorizationFailed(
                    Reason.ISSUER_MISMATCH, "The answer came from somebody else.", null);
        }
        if (!answer.error().isEmpty()) {
            throw new AuthorizationFailed(Reason.DENIED, "Access was denied.", null);
        }
        codesSpent++;
        if (!answer.code().equals(CODE)) {
            throw new AuthorizationFailed(Reason.TOKEN_REFUSED, "The code was not taken.", null);
        }
        Grant grant =
                new Grant(
                        begunHere.server(),
                        begunHere.source(),
                        Secret.of("access-" + codesSpent),
                        begunHere.scopes(),
                        Instant.MAX);
        tokens.save(principal, grant);
        return grant;
    }

    @Override
    public synchronized boolean revoke(Principal principal, String server) {
        failIfAskedTo();
        checkKnown(server);
        boolean was = tokens.find(principal, server).isPresent();
        tokens.delete(principal, server);
        return !was || !issuerDown;
    }

    private void checkKnown(String server) {
        if (!servers.contains(server)) {
            throw notFound();
        }
    }

    private static AuthorizationFailed notFound() {
        return new AuthorizationFailed(
                Reason.SERVER_NOT_FOUND, "There is no server of this name.", null);
    }

    private void failIfAskedTo() {
        RuntimeException next = failure;
        failure = null;
        if (next != null) {
            throw next;
        }
    }
}
