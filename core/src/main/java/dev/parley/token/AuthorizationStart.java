package dev.parley.token;

/**
 * Where a browser is sent to for a grant.
 *
 * @param url of the authorization server; {@code https}, or {@code http} on a loopback address
 * @param state what the browser must come back with; only this browser may know it
 */
public record AuthorizationStart(String url, Secret state) {}
