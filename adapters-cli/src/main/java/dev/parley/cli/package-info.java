/** The terminal program: commands over the chat service. */
@NullMarked
package dev.parley.cli;

import org.jspecify.annotations.NullMarked;
