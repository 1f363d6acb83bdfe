package dev.parley.signin;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.parley.access.SignedIn;
import dev.parley.oauth.FakeAuthorizationServer;
import dev.parley.oauth.FakeAuthorizationServer.Asked;
import dev.parley.oauth.MovableClock;
import dev.parley.oauth.RecordingServer.Answer;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.InMemoryPendingAuthorizationStore;
import dev.parley.token.Secret;
import java.util.List;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** An OpenID provider, and Parley as its client. */
final class FakeProvider implements AutoCloseable {

    static final String WEB = "https://parley.example/api/auth/callback";
    static final String CLIENT = "parley";
    static final String SECRET = "secret-of-parley";

    final MovableClock clock = new MovableClock(1);
    final FakeAuthorizationServer server = new FakeAuthorizationServer("", clock);
    final InMemoryPendingAuthorizationStore pending = new InMemoryPendingAuthorizationStore(clock);
    final OkHttpClient client = new OkHttpClient();

    FakeProvider() {
        server.metadata.put("jwks_uri", server.url("/jwks"));
        server.metadataPaths.add("/.well-known/openid-configuration");
        server.addClient(CLIENT, SECRET, WEB);
        publish(Forge.FIRST);
        knows("ann");
    }

    /** From now on it signs with these. */
    void publish(JWK... keys) {
        JWKSet published = new JWKSet(List.of(keys));
        server.script("/jwks", hit -> Answer.json(200, published.toJSONObject(true)));
    }

    /** Whoever signs in from now on is this one. */
    void knows(String subject) {
        states(asked -> Forge.signed(Forge.FIRST, claims(subject, asked).build()));
    }

    /** What it states from now on about whoever signs in. */
    void states(Function<Asked, @Nullable String> idToken) {
        server.idTokens(idToken);
    }

    JWTClaimsSet.Builder claims(String subject, Asked asked) {
        return Forge.claims(server.issuer(), subject, asked);
    }

    /** Parley. */
    OpenIdProvider parley() {
        return parley(Secret.of(SECRET), "groups");
    }

    OpenIdProvider parley(Secret secret, String organizationsClaim) {
        return new OpenIdProvider(
                new OpenIdSettings(
                        "Example",
                        server.issuer(),
                        CLIENT,
                        secret,
                        List.of("groups"),
                        organizationsClaim,
                        false),
                client,
                pending,
                clock);
    }

    /** Signs in as a user does who says yes. */
    SignedIn signIn(OpenIdProvider parley) {
        return parley.complete(server.approve(parley.begin(WEB)));
    }

    /** The failure that {@code call} ends with. */
    static AuthorizationFailed failure(ThrowingCallable call) {
        AuthorizationFailed failure = catchThrowableOfType(AuthorizationFailed.class, call);
        if (failure == null) {
            throw new AssertionError("it did not fail");
        }
        return failure;
    }

    @Override
    public void close() {
        server.close();
    }
}
