/** The heart: a turn from the user's input to the end of the answer, and its log. */
@NullMarked
package dev.parley.turn;

import org.jspecify.annotations.NullMarked;
