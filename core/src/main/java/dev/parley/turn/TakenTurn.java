package dev.parley.turn;

import dev.parley.conversation.ConversationId;
import dev.parley.token.Principal;

/**
 * A turn whose replica has gone, now this replica's to end or to continue.
 *
 * @param owner in the workspace in which the turn was opened
 * @param fence the new one, with which this replica appends
 */
public record TakenTurn(TurnId turn, Principal owner, ConversationId conversation, long fence) {}
