package dev.parley.token;

/**
 * A grant as it is stored.
 *
 * @param version another one after every save; tells whether somebody has renewed the grant since
 */
public record StoredGrant(Grant grant, long version) {}
