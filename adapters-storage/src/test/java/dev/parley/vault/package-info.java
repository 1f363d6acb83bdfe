/** Tests of the vault's keys and seals. */
@NullMarked
package dev.parley.vault;

import org.jspecify.annotations.NullMarked;
