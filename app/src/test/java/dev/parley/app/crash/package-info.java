/** Crashes on purpose: what Parley promises, checked against the histories of killed programs. */
@NullMarked
package dev.parley.app.crash;

import org.jspecify.annotations.NullMarked;
