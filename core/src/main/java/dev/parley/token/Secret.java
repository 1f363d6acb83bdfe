package dev.parley.token;

/** A value that must not be seen: it prints as {@code ***} and is read on purpose only. */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
        return new Secret(value);
    }

    /** The value itself, for the one place that sends it. */
    public String reveal() {
        return value;
    }

    /**
     * By what a random value is found where it must not be kept: its SHA-256 as 43 characters of
     * base64url, which tell nothing of it. A value that can be guessed would need more.
     */
    public String hash() {
        return Sha256.base64(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
