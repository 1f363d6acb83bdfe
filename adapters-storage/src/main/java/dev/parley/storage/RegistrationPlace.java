package dev.parley.storage;

import dev.parley.token.ClientRegistration;

/** What there is one client registration for, and one lease to make it. */
record RegistrationPlace(String server, String issuer, String redirectUri) {

    static RegistrationPlace of(ClientRegistration registration) {
        return new RegistrationPlace(
                registration.server(), registration.issuer(), registration.redirectUri());
    }

    /** The id of its row. Lengths before the texts, so that no two places have the same. */
    String id() {
        return Sha256.of(
                server.length() + " " + issuer.length() + " " + server + issuer + redirectUri);
    }
}
