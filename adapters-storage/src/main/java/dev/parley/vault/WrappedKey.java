package dev.parley.vault;

/**
 * A data key as it is stored: sealed under a master key. Without this record nothing of its owner
 * can be opened again.
 *
 * @param masterId id of the master key
 * @param masterCheck tells the master key from another one of the same id
 * @param id of the data key; each owner's each key has its own
 * @param sealed the data key, sealed, in base64
 */
public record WrappedKey(String masterId, String masterCheck, String id, String sealed) {}
