/** The ways to sign in to Parley itself: at an OpenID provider, at Sentry, or at an MCP server. */
@NullMarked
package dev.parley.signin;

import org.jspecify.annotations.NullMarked;
