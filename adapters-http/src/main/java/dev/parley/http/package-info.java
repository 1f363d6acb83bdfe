/** The web server: REST, the UI Message Stream and the static page, over Javalin. */
@NullMarked
package dev.parley.http;

import org.jspecify.annotations.NullMarked;
