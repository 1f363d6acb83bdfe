/** Tests of the packaged program as a process of its own. */
@NullMarked
package dev.parley.app.endtoend;

import org.jspecify.annotations.NullMarked;
