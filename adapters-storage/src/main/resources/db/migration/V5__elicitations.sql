-- Written for H2 and PostgreSQL alike; ${text} is the type of a text of any length.

-- What a turn asks its user in the middle of a tool call.
CREATE TABLE elicitation (
    id VARCHAR(64) NOT NULL PRIMARY KEY,
    turn_id VARCHAR(64) NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    -- That of the turn when it asked: after a takeover nobody waits for the answer.
    fence BIGINT NOT NULL,
    question_json ${text} NOT NULL,
    -- It takes no answer any more: there is one, or it is over.
    closed BOOLEAN NOT NULL,
    -- Only until whoever asked has it.
    answer_json ${text}
);

CREATE INDEX elicitation_by_turn ON elicitation (turn_id);
