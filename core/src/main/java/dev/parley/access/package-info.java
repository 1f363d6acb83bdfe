/**
 * Who comes in: how people sign in and stay so, the keys of programs, and how often all may ask.
 */
@NullMarked
package dev.parley.access;

import org.jspecify.annotations.NullMarked;
