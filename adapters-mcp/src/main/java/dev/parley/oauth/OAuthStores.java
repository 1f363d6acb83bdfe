package dev.parley.oauth;

import dev.parley.token.ClientRegistrationStore;
import dev.parley.token.PendingAuthorizationStore;
import dev.parley.token.TokenStore;

/** Where OAuth keeps what must outlive the process, and be the same for all replicas. */
public record OAuthStores(
        TokenStore tokens,
        ClientRegistrationStore registrations,
        PendingAuthorizationStore pending) {}
