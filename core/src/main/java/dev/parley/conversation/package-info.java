/** What was said: conversations, their messages, and the port that keeps them. */
@NullMarked
package dev.parley.conversation;

import org.jspecify.annotations.NullMarked;
