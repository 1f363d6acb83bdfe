/**
 * The one gate for requests that a user, a server or a model can cause: what may be reached, and
 * the HTTP client that reaches nothing else.
 */
@NullMarked
package dev.parley.egress;

import org.jspecify.annotations.NullMarked;
