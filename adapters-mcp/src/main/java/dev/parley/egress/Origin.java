package dev.parley.egress;

/**
 * Scheme, host and port of a URL.
 *
 * @param host in lower case; a literal address in the form that {@link EgressUrl} gives it
 */
public record Origin(String scheme, String host, int port) {

    /**
     * The origin of a URL in an administrator's settings; what follows the port is left out.
     *
     * @throws IllegalArgumentException when the text is no URL that Parley opens
     */
    public static Origin of(String url) {
        try {
            return EgressUrl.parse(url).origin();
        } catch (EgressDenied e) {
            throw new IllegalArgumentException(e.getMessage() + " It is: " + url, e);
        }
    }

    @Override
    public String toString() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return scheme + "://" + name + ":" + port;
    }
}
