package dev.parley.app.crash;

/** The program died before it answered. */
final class LifeEnded extends Exception {

    private static final long serialVersionUID = 1;

    LifeEnded(String request) {
        super("the program died before it answered: " + request);
    }
}
