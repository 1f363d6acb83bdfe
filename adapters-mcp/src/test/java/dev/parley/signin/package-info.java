@NullMarked
package dev.parley.signin;

import org.jspecify.annotations.NullMarked;
