/** Puts the parts together: settings, wiring and the program itself. */
@NullMarked
package dev.parley.app;

import org.jspecify.annotations.NullMarked;
