package dev.parley.app.crash;

/** A promise that a run did not keep; {@code where} says whose and how. */
record Violation(Kind kind, String where) {

    /** Which promise. */
    enum Kind {
        /** P1: an acknowledged message is not in its conversation. */
        LOST_MESSAGE,
        /** A message is there twice. */
        DOUBLED_MESSAGE,
        /** Messages are not in the order they were acknowledged in. */
        SHUFFLED_MESSAGES,
        /** A message nobody sent. */
        INVENTED_MESSAGE,
        /** One request key led to two turns. */
        SECOND_TURN,
        /** P2: a reader missed an event, or saw one twice or too early. */
        GAP,
        /** P2: a reader saw what is not there, though it had to be durable. */
        TAKEN_BACK,
        /** P2: a reader saw something else than is there. */
        SEEN_OTHERWISE,
        /** The journal itself has a gap, or a fence that becomes smaller. */
        BROKEN_JOURNAL,
        /** P3: a turn did not end. */
        ENDLESS_TURN,
        /** P3: a turn ended twice, or went on behind its end. */
        SECOND_END,
        /** P2: the conversation says something else than its turns. */
        CHANGED_TEXT,
        /** The tokens of an answer are not each there once, in order. */
        WRONG_TOKENS,
        /** P4: a call that must not be repeated was. */
        REPEATED_CALL,
        /** P4: the conversation says that a call did not run, but it did. */
        DENIED_CALL,
        /** P4: the conversation says that a call ran, but it did not. */
        INVENTED_RESULT,
        /** P4: a call whose end is not known is not said to have perhaps run. */
        CONCEALED_DOUBT,
        /** A call has no result, or two. */
        OPEN_CALL,
        /** A call ran without the approval it needs. */
        UNAPPROVED_CALL
    }
}
