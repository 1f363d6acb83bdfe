-- Written for H2 and PostgreSQL alike; ${text} is the type of a text of any length.

CREATE TABLE conversation (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    owner VARCHAR(2048) NOT NULL,
    owner_name ${text} NOT NULL,
    title VARCHAR(120) NOT NULL,
    -- What the search looks at, in lower case.
    title_search VARCHAR(480) NOT NULL,
    -- The position of the next message; only grows, so a position is never given twice.
    position_next INTEGER NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE INDEX conversation_by_owner ON conversation (owner, updated_at);

CREATE TABLE message (
    conversation_id VARCHAR(64) NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id VARCHAR(64) NOT NULL,
    role VARCHAR(16) NOT NULL,
    parts_json ${text} NOT NULL,
    -- The message's text without its JSON, in lower case.
    text_search ${text} NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    PRIMARY KEY (conversation_id, position),
    UNIQUE (conversation_id, id)
);
