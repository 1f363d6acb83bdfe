package dev.parley.conversation;

/** Who a message is from. */
public enum Role {
    USER,
    ASSISTANT,
    /** Results of the tool calls in the assistant message before. */
    TOOL
}
