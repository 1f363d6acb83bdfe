/** Prompts and resources that servers offer. */
@NullMarked
package dev.parley.prompt;

import org.jspecify.annotations.NullMarked;
