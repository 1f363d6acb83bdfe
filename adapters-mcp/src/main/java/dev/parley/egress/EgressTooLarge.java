package dev.parley.egress;

/** A response is longer than its reader accepts. The request was sent, and may have had effects. */
public final class EgressTooLarge extends EgressException {

    private EgressTooLarge(String what, long bytesMax) {
        super("The " + what + " of the response is longer than " + bytesMax + " bytes.");
    }

    static EgressTooLarge body(long bytesMax) {
        return new EgressTooLarge("body", bytesMax);
    }

    static EgressTooLarge head(long bytesMax) {
        return new EgressTooLarge("head", bytesMax);
    }
}
