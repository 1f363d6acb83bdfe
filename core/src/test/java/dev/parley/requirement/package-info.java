/** Which numbered requirements the tests of a module hold. */
@NullMarked
package dev.parley.requirement;

import org.jspecify.annotations.NullMarked;
