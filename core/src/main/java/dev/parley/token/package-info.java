/** Who is asking, and what they have let us do at a server. */
@NullMarked
package dev.parley.token;

import org.jspecify.annotations.NullMarked;
