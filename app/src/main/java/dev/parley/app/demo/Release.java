package dev.parley.app.demo;

import java.time.Instant;

/** A version of a project that went live. */
record Release(String project, String version, Instant releasedAt, int commits) {}
