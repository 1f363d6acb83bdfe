package dev.parley.vault;

/**
 * A {@link Strongbox} as it is stored.
 *
 * @param version grows with every change of the box
 * @param register sealed: which rows are in the box, and the version of each
 */
public record StoredBox(WrappedKey key, long version, String register) {}
