package dev.parley.mcp;

import dev.parley.oauth.AccessTokens;
import dev.parley.oauth.Challenge;
import dev.parley.oauth.SignInDemands;
import dev.parley.token.AuthorizationFailed;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.TokenStore;
import dev.parley.tool.ServerStatus;
import dev.parley.tool.ServerStatus.State;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Access by each principal's own grant. A token the server refuses is renewed at once; what no
 * renewal helps against becomes one failure that asks for a sign-in, and is remembered for it.
 * Nobody waits for a human here.
 */
record OAuthAccess(String server, AccessTokens tokens, SignInDemands demands, TokenStore store)
        implements Access {

    private static final int UNAUTHORIZED = 401;

    /** Where tokens live for seconds, a renewed one may have ended before it is used. */
    private static final int ATTEMPTS_MAX = 4;

    @Override
    public Optional<Secret> token(Principal principal) {
        return tokens.current(principal, server);
    }

    @Override
    public <T> T passing(Principal principal, String operation, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (ToolServerException failure) {
                Unauthorized refusal = refusal(failure);
                // Asked every time, so that a token that was refused when it was new is known.
                if (!renewed(principal, refusal) || attempt == ATTEMPTS_MAX) {
                    throw signIn(principal, operation, refusal, failure);
                }
            }
        }
    }

    @Override
    public ServerStatus status(Principal principal, ServerStatus connection) {
        Optional<Set<String>> granted =
                store.find(principal, server).map(it -> it.grant().scopes());
        boolean refused =
                connection.state() == State.NEEDS_SIGN_IN
                        || (granted.isEmpty() && demands.refused(principal, server));
        return new ServerStatus(
                server,
                refused ? State.NEEDS_SIGN_IN : connection.state(),
                connection.code(),
                connection.reason(),
                refused || granted.isPresent(),
                granted.orElse(Set.of()));
    }

    private static Unauthorized refusal(ToolServerException failure) {
        return Unauthorized.in(failure).orElseThrow(() -> failure);
    }

    /** Whether there is another token than the one the server did not take. */
    private boolean renewed(Principal principal, Unauthorized refusal) {
        if (refusal.status() != UNAUTHORIZED) {
            return false;
        }
        try {
            return refusal.accessToken()
                    .flatMap(refused -> tokens.refreshed(principal, server, refused))
                    .isPresent();
        } catch (AuthorizationFailed e) {
            throw McpErrors.noToken(server, e);
        }
    }

    private ToolServerException signIn(
            Principal principal,
            String operation,
            Unauthorized refusal,
            ToolServerException failure) {
        Challenge challenge = Challenge.of(refusal.challenges());
        if (refusal.status() == UNAUTHORIZED) {
            demands.challenged(principal, server, challenge);
            return failure;
        }
        Optional<Secret> token = refusal.accessToken();
        if (token.isEmpty() || !challenge.asksForMoreScopes()) {
            return forbidden("The server " + server + " does not allow you to do this.", failure);
        }
        return demands.insufficient(principal, server, operation, token.get(), challenge)
                .map(
                        scopes ->
                                new ToolServerException(
                                        Kind.NEEDS_SIGN_IN,
                                        "The server "
                                                + server
                                                + " needs more rights for this ("
                                                + String.join(" ", new TreeSet<>(scopes))
                                                + "): sign in to it again.",
                                        false,
                                        failure))
                .orElseGet(
                        () ->
                                forbidden(
                                        "The server "
                                                + server
                                                + " does not allow you to do this, with all the"
                                                + " rights it asked for.",
                                        failure));
    }

    private static ToolServerException forbidden(String sentence, ToolServerException failure) {
        return new ToolServerException(Kind.REFUSED, sentence, false, failure);
    }
}
