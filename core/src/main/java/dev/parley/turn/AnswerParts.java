package dev.parley.turn;

import dev.parley.conversation.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the model has said in one step, as the parts of the message to be saved; logs where blocks
 * of text and reasoning begin and end. Used by one thread.
 */
final class AnswerParts {

    private enum Block {
        NONE,
        TEXT,
        REASONING
    }

    private final Consumer<TurnEvent> log;
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Block block = Block.NONE;
    private int blockNumber;

    /** No parts yet; the first block has number {@code firstBlock}. */
    AnswerParts(Consumer<TurnEvent> log, int firstBlock) {
        this.log = log;
        this.blockNumber = firstBlock;
    }

    /** What is whole so far, in order: texts, reasoning and calls. */
    List<Part> parts() {
        return parts;
    }

    /** The number for the next block of the turn. */
    int nextBlock() {
        return blockNumber;
    }

    void text(String delta) {
        continueAs(Block.TEXT, delta);
        log.accept(new TurnEvent.TextDelta(blockNumber, delta));
    }

    void reasoning(String delta) {
        continueAs(Block.REASONING, delta);
        log.accept(new TurnEvent.ReasoningDelta(blockNumber, delta));
    }

    void add(Part.ToolCall call) {
        parts.add(call);
    }

    /** Ends the block that is open, as when a call follows or the answer breaks off. */
    void endBlock() {
        switch (block) {
            case NONE -> {}
            case TEXT -> log.accept(new TurnEvent.TextEnded(blockNumber));
            case REASONING -> log.accept(new TurnEvent.ReasoningEnded(blockNumber));
        }
        close();
    }

    /** Takes an event that is in the log already, from the turn's time at another replica. */
    void restore(TurnEvent event) {
        switch (event) {
            case TurnEvent.TextStarted it -> open(Block.TEXT, it.block());
            case TurnEvent.TextDelta it -> text.append(it.text());
            case TurnEvent.TextEnded it -> close();
            case TurnEvent.ReasoningStarted it -> open(Block.REASONING, it.block());
            case TurnEvent.ReasoningDelta it -> text.append(it.text());
            case TurnEvent.ReasoningEnded it -> close();
            case TurnEvent.ToolInputEnded it -> add(it.call());
            case TurnEvent.ToolInputMalformed it ->
                    add(new Part.ToolCall(it.callId(), it.tool(), "{}", false));
            default -> {
                // No part of what the model says.
            }
        }
    }

    private void continueAs(Block wanted, String delta) {
        if (block != wanted) {
            endBlock();
            open(wanted, blockNumber);
            log.accept(
                    wanted == Block.TEXT
                            ? new TurnEvent.TextStarted(blockNumber)
                            : new TurnEvent.ReasoningStarted(blockNumber));
        }
        text.append(delta);
    }

    private void open(Block wanted, int number) {
        block = wanted;
        blockNumber = number;
    }

    private void close() {
        switch (block) {
            case NONE -> {
                return;
            }
            case TEXT -> parts.add(new Part.Text(text.toString()));
            case REASONING -> parts.add(new Part.Reasoning(text.toString()));
        }
        block = Block.NONE;
        text.setLength(0);
        blockNumber++;
    }
}
