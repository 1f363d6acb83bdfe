package dev.parley.token;

/**
 * Where a browser is sent to for a grant.
 *
 * @param url of the authorization server; {@code https}, or {@code http} on a loopback address
 * @param state what the browser must come back with; only this browser may know it
 */
public record AuthorizationStart(String url, Secret state) {

    /** Without the URL's query, which has the state in it. */
    @Override
    public String toString() {
        return "AuthorizationStart[url=" + url.replaceFirst("[?#].*", "") + "]";
    }
}
