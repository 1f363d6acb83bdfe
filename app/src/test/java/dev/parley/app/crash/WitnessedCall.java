package dev.parley.app.crash;

/**
 * A tool call as the tool's server received it.
 *
 * @param callId Parley's id of the call; empty where the protocol does not carry it
 * @param argumentsJson name the user's message that led to it, and so what must happen only once
 */
record WitnessedCall(String tool, String callId, String argumentsJson) {

    static WitnessedCall of(String line) {
        String[] fields = line.split("\t", -1);
        return new WitnessedCall(fields[0], fields[1], fields[2]);
    }

    String line() {
        return tool + "\t" + callId + "\t" + argumentsJson;
    }

    boolean mayRepeat() {
        return tool.equals(WitnessServer.LOOK);
    }
}
