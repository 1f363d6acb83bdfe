package dev.parley.mcp;

/**
 * A request was surely not run, because its connection or session was gone already. Sending it once
 * more over a fresh connection is safe, whatever it does.
 */
final class RequestNotRun extends RuntimeException {

    RequestNotRun(Throwable cause) {
        super("not sent, or refused with its session", cause);
    }
}
