package dev.parley.app.crash;

import dev.parley.turn.TurnId;
import java.util.List;

/**
 * What one reader saw of a turn, over all its connections: each began behind the event the one
 * before it ended with.
 */
record Reading(String reader, TurnId turn, List<Seen> seen) {

    Reading {
        seen = List.copyOf(seen);
    }
}
