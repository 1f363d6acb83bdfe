-- Written for H2 and PostgreSQL alike; ${text} is the type of a text of any length.
-- All times are by the database's clock.

-- A process that runs turns, for as long as it renews its lease.
CREATE TABLE replica (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    lease_until TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE TABLE turn (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    conversation_id VARCHAR(64) NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    owner VARCHAR(2048) NOT NULL,
    request_key VARCHAR(255),
    -- While the turn runs: its conversation, which therefore has no other, and who runs it.
    running_conversation VARCHAR(64) UNIQUE,
    replica_id VARCHAR(64) REFERENCES replica (id),
    -- Grows by one with each takeover; who appends with an older one is refused.
    fence BIGINT NOT NULL,
    -- Sequence number of the last event.
    seq_last INTEGER NOT NULL,
    stop_requested BOOLEAN NOT NULL,
    events_kept BOOLEAN NOT NULL,
    opened_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP(6) WITH TIME ZONE,
    UNIQUE (owner, request_key)
);

CREATE INDEX turn_by_conversation ON turn (conversation_id);

CREATE INDEX turn_by_replica ON turn (replica_id);

CREATE INDEX turn_by_end ON turn (events_kept, ended_at);

-- A row is what one append added to one turn. The key has its last number, so that what is behind
-- a number is found by the key.
CREATE TABLE turn_event (
    turn_id VARCHAR(64) NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    seq_last INTEGER NOT NULL,
    seq_first INTEGER NOT NULL,
    fence BIGINT NOT NULL,
    events_json ${text} NOT NULL,
    PRIMARY KEY (turn_id, seq_last)
);
