package dev.parley.storage;

import dev.parley.token.ClientRegistration;
import dev.parley.token.Sha256;
import java.util.List;

/** What there is one client registration for, and one lease to make it. */
record RegistrationPlace(String server, String issuer, String redirectUri) {

    static RegistrationPlace of(ClientRegistration registration) {
        return new RegistrationPlace(
                registration.server(), registration.issuer(), registration.redirectUri());
    }

    /** The id of its row. */
    String id() {
        return Sha256.base64(List.of(server, issuer, redirectUri));
    }
}
