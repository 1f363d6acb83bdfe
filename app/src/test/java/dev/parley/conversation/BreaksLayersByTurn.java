package dev.parley.conversation;

import dev.parley.turn.TurnId;

/** Breaks a rule of the architecture, to prove that the rule can fail. */
public final class BreaksLayersByTurn {

    private BreaksLayersByTurn() {}

    static TurnId broken() {
        return new TurnId("t");
    }
}
