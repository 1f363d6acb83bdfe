package dev.parley.turn;

/**
 * A place in a turn: behind the event with number {@code sequence} that was written under {@code
 * fence}. The fence tells apart events of one number: a replica that dies may have shown some that
 * were not durable, and who takes the turn over writes others in their place.
 *
 * @param sequence 0 for the place before the first event, whatever the fence
 */
public record TurnPosition(long fence, int sequence) {

    public static final TurnPosition START = new TurnPosition(TurnStart.FENCE_FIRST, 0);

    public TurnPosition {
        if (fence < TurnStart.FENCE_FIRST || sequence < 0) {
            throw new IllegalArgumentException("no place in a turn: " + fence + "." + sequence);
        }
    }
}
