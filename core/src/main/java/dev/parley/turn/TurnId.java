package dev.parley.turn;

/** Names a turn. */
public record TurnId(String value) {

    @Override
    public String toString() {
        return value;
    }
}
