/** Secrets sealed for storage: the keys, and what their seal vouches for. It stores nothing. */
@NullMarked
package dev.parley.vault;

import org.jspecify.annotations.NullMarked;
