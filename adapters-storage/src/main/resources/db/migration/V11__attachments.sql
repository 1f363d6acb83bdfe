-- Files that users attach to messages, and which model answered. Written for H2 and PostgreSQL alike;
-- ${text} is the type of a text of any length. An owner is a principal's key.

CREATE TABLE attachment (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    owner VARCHAR(2048) NOT NULL,
    name ${text} NOT NULL,
    media_type VARCHAR(200) NOT NULL,
    size_bytes INTEGER NOT NULL,
    created_at TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE INDEX attachment_by_owner ON attachment (owner);
CREATE INDEX attachment_by_age ON attachment (created_at);

-- A file's content, in pieces that either database takes as a value.
CREATE TABLE attachment_piece (
    attachment_id VARCHAR(64) NOT NULL REFERENCES attachment (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (attachment_id, position)
);

-- Which conversations name a file. It refers to no attachment: a message may outlive its file.
CREATE TABLE attachment_use (
    attachment_id VARCHAR(64) NOT NULL,
    conversation_id VARCHAR(64) NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    PRIMARY KEY (attachment_id, conversation_id)
);

CREATE INDEX attachment_use_by_conversation ON attachment_use (conversation_id);

-- The model that said it, as its provider names it; empty for other messages and older ones.
ALTER TABLE message ADD COLUMN model ${text};
