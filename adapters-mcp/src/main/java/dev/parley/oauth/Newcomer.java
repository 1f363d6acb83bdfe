package dev.parley.oauth;

import dev.parley.token.Grant;
import dev.parley.token.Principal;

/** Who signed in at a server, and with what grant there. */
public record Newcomer(Principal principal, Grant grant) {}
