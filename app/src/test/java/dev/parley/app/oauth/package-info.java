/** Sign-ins that last, at a real authorization server from npm. */
@NullMarked
package dev.parley.app.oauth;

import org.jspecify.annotations.NullMarked;
