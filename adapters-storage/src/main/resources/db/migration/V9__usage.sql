-- What turns have used; written in the transactions that write their events. It refers to nothing:
-- what was used is used, also when the conversation is deleted and the turn forgotten.
CREATE TABLE turn_usage (
    turn_id VARCHAR(64) NOT NULL PRIMARY KEY,
    -- A principal's key.
    owner VARCHAR(2048) NOT NULL,
    conversation_id VARCHAR(64) NOT NULL,
    -- Days from 1970-01-01 to the day it began, by the database's clock and UTC.
    day_began INTEGER NOT NULL,
    input_tokens BIGINT NOT NULL,
    cached_input_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    reasoning_tokens BIGINT NOT NULL,
    tool_calls BIGINT NOT NULL
);

CREATE INDEX turn_usage_by_owner ON turn_usage (owner, day_began);

CREATE INDEX turn_usage_by_conversation ON turn_usage (conversation_id);
