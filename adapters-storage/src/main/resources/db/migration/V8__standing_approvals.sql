-- What users allow for always. Written for H2 and PostgreSQL alike; ${text} is the type of a text of
-- any length.

CREATE TABLE standing_approval (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    -- SHA-256 of owner, workspace, server and tool, which are too long for an index together: each
    -- tool is allowed once.
    subject VARCHAR(64) NOT NULL UNIQUE,
    owner VARCHAR(2048) NOT NULL,
    -- Slugs; empty for none.
    organization VARCHAR(64) NOT NULL,
    project VARCHAR(64) NOT NULL,
    server ${text} NOT NULL,
    -- As the server calls it.
    tool ${text} NOT NULL,
    -- SHA-256 of what the server said of the tool when the user was asked.
    definition VARCHAR(64) NOT NULL,
    since TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE INDEX standing_approval_by_owner ON standing_approval (owner);
