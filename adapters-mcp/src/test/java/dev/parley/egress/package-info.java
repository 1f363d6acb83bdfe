@NullMarked
package dev.parley.egress;

import org.jspecify.annotations.NullMarked;
