-- Who may come in. Written for H2 and PostgreSQL alike; ${text} is the type of a text of any length.
-- An owner is a principal's key: the issuer, a space and the subject.

CREATE TABLE account (
    owner VARCHAR(2048) NOT NULL PRIMARY KEY,
    owner_name ${text} NOT NULL,
    -- Slugs, as the identity provider named them when they last signed in.
    organizations VARCHAR ARRAY NOT NULL,
    disabled BOOLEAN NOT NULL,
    signed_in_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE INDEX account_by_sign_in ON account (signed_in_at);

CREATE TABLE session (
    -- SHA-256 of the token, which itself is nowhere.
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    owner VARCHAR(2048) NOT NULL,
    owner_name ${text} NOT NULL,
    client VARCHAR(200) NOT NULL,
    started_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE INDEX session_by_owner ON session (owner);

CREATE TABLE api_key (
    -- SHA-256 of the key, which itself is nowhere.
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    owner VARCHAR(2048) NOT NULL,
    owner_name ${text} NOT NULL,
    name VARCHAR(100) NOT NULL,
    scope VARCHAR(16) NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    -- Empty for never.
    expires_at TIMESTAMP(6) WITH TIME ZONE
);

CREATE INDEX api_key_by_owner ON api_key (owner);

-- How much of a limit is used up, for all replicas together; only on PostgreSQL. Bucket4j's table:
-- it first adds a row without a state, in a transaction of its own, and fills it in the next.
CREATE TABLE rate_bucket (
    -- SHA-256 of the limit and of whom it is for.
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    state BYTEA,
    -- In milliseconds since 1970: from then on it is full, and the same as none. A row that never got
    -- its state is so from the beginning.
    expires_at BIGINT DEFAULT 0
);

CREATE INDEX rate_bucket_by_expiry ON rate_bucket (expires_at);
