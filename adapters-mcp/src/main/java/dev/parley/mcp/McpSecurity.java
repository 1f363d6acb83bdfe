package dev.parley.mcp;

import dev.parley.egress.EgressPolicy;
import dev.parley.oauth.OAuthStores;
import dev.parley.token.InMemoryClientRegistrationStore;
import dev.parley.token.InMemoryPendingAuthorizationStore;
import dev.parley.token.InMemoryTokenStore;
import dev.parley.token.Memberships;
import java.time.InstantSource;
import java.util.Set;

/**
 * What guards the requests of {@link McpServers}.
 *
 * @param egress where they may go besides the public internet and the servers of the settings
 * @param stores where grants are kept
 * @param clientDocument URL of the document in which Parley describes itself as an OAuth client;
 *     empty when there is none that an authorization server could read
 * @param memberships who may use servers that are for members of organizations only
 */
public record McpSecurity(
        EgressPolicy egress, OAuthStores stores, String clientDocument, Memberships memberships) {

    /**
     * Nothing private but the servers of the settings, nobody in an organization, and grants that
     * are gone with the process.
     */
    public static McpSecurity inMemory(InstantSource clock) {
        return new McpSecurity(
                EgressPolicy.direct(Set.of()),
                new OAuthStores(
                        new InMemoryTokenStore(clock),
                        new InMemoryClientRegistrationStore(clock),
                        new InMemoryPendingAuthorizationStore(clock)),
                "",
                Memberships.NONE);
    }
}
