package dev.parley.turn;

import dev.parley.model.StopReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a turn ended. Every turn ends in exactly one of these. */
public sealed interface TurnOutcome {

    /** Of a turn that another replica has taken over; never stored, for that one decides. */
    TurnOutcome LOST = new Interrupted("turn_lost", "Another server has taken over this answer.");

    /** The assistant has answered; {@code reason} is that of the last step. */
    record Completed(StopReason reason) implements TurnOutcome {}

    /** The assistant wants to call tools the user has to approve first. */
    record AwaitingApproval(List<String> callIds) implements TurnOutcome {
        public AwaitingApproval {
            callIds = List.copyOf(callIds);
        }
    }

    /** The user stopped it, or an administrator who keeps the user out. */
    record Stopped() implements TurnOutcome {}

    /**
     * It could not go on; what was said before is kept.
     *
     * @param code stable and machine-readable
     * @param text a sentence for the user
     * @param retryIn how long to wait before trying again; null when unknown
     */
    record Failed(String code, String text, @Nullable Duration retryIn) implements TurnOutcome {

        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryIn);
        }
    }

    /** Parley itself ended it, by a limit or because the server stops; it can be continued. */
    record Interrupted(String code, String text) implements TurnOutcome {}
}
