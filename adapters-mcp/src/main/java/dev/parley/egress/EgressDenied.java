package dev.parley.egress;

/** The policy does not let Parley go there. Nothing was sent, and nobody was connected to. */
public final class EgressDenied extends EgressException {

    EgressDenied(String message) {
        super(message);
    }

    static EgressDenied malformed(String why) {
        return new EgressDenied("This is not a URL that Parley opens: " + why + ".");
    }

    static EgressDenied target(String host) {
        return new EgressDenied("Parley is not allowed to connect to " + host + ".");
    }
}
