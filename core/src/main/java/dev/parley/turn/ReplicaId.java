package dev.parley.turn;

/** One running process of Parley, as other processes on the same database know it. */
public record ReplicaId(String value) {

    public ReplicaId {
        if (value.isEmpty() || value.length() > 64) {
            throw new IllegalArgumentException("a replica id is 1 to 64 characters: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
