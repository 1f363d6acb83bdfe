/** The store ports over JDBI, on an H2 file. */
@NullMarked
package dev.parley.storage;

import org.jspecify.annotations.NullMarked;
