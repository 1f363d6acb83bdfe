package dev.parley.http;

import dev.parley.token.Principal;
import dev.parley.turn.TurnLog;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** What must be free before a turn begins, or is followed. */
final class Capacity {

    private final RateLimits rateLimits;
    private final RunningTurns running;
    private final StreamSlots streams;

    Capacity(RateLimits rateLimits, HttpLimits limits) {
        this.rateLimits = rateLimits;
        this.running = new RunningTurns(limits.turnsRunningMax());
        this.streams = new StreamSlots(limits.streamsPerUserMax(), limits.streamsMax());
    }

    /**
     * Takes a stream, to be closed with it; before the turn begins, which nobody could see else.
     */
    StreamSlots.Slot follow(Principal principal) {
        return streams.take(principal);
    }

    TurnLog start(
            Context context, Principal principal, String requestKey, Supplier<TurnLog> start) {
        return running.start(
                principal,
                requestKey,
                () -> {
                    rateLimits.countTurn(context, principal);
                    return start.get();
                });
    }
}
