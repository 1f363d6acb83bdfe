package dev.parley.cli;

import dev.parley.token.VaultStatus;

/**
 * What is in the vault, for a terminal.
 *
 * @param keysAt where the keys are listed: a file, or the name of a variable
 */
public record VaultReport(VaultStatus status, String keysAt) {}
