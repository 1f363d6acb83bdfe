package dev.parley.prompt;

/** There is no such resource, or no such server. */
public final class ResourceNotFound extends RuntimeException {

    public ResourceNotFound(String server, String uri) {
        super("no resource " + uri + " at " + server);
    }
}
