package dev.parley.oauth;

import dev.parley.token.GrantSource;
import dev.parley.token.Principal;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a principal is asked for at an authorization server.
 *
 * @param principal who is sent there; a {@link Stranger} when that is what is to be found out
 * @param server name of the server the grant is for; empty when it is for none
 * @param source who will be asked for the tokens, and as which client
 * @param redirectUri where the answer is to come to
 * @param scopes what is asked for; empty to leave it to the authorization server
 */
public record CodeRequest(
        Principal principal,
        String server,
        AuthorizationServer issuer,
        GrantSource source,
        String redirectUri,
        Set<String> scopes) {

    public CodeRequest {
        // Sorted, so that the same is asked for in the same words.
        scopes = Collections.unmodifiableSortedSet(new TreeSet<>(scopes));
    }
}
