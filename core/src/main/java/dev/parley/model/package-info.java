/** The language model port: one request in, one stream of events out. */
@NullMarked
package dev.parley.model;

import org.jspecify.annotations.NullMarked;
