package dev.parley.app.demo;

import java.time.Instant;

/** One time an issue happened. */
record IssueEvent(
        String id, String issue, Instant at, String release, String environment, String user) {}
