@NullMarked
package dev.parley.oauth;

import org.jspecify.annotations.NullMarked;
