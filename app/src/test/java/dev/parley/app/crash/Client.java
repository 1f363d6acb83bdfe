package dev.parley.app.crash;

import dev.parley.conversation.ConversationId;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Someone who has a conversation, whatever dies meanwhile: repeats what was not acknowledged, reads
 * on where the connection broke, approves, and continues what was interrupted. Used by one thread.
 */
final class Client {

    /** Where the program is now, for a request that may go anywhere. */
    @FunctionalInterface
    interface Lives {
        Life current() throws InterruptedException;
    }

    /** More tries than the longest fault can make necessary. */
    private static final int TRIES_MAX = 2_000;

    private static final int CONTINUATIONS_MAX = 200;
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(25);
    private static final Pattern ASKED = Pattern.compile("callIds=\\[(.*?)]");

    /** Refusals of a database or a replica that is not well: nothing is known, so repeat. */
    private static final List<String> TEMPORARY =
            List.of(
                    "TurnJournalException",
                    "ConversationStoreException",
                    "ConversationBusy",
                    "ServiceStopping");

    private final ConversationId conversation;
    private final Recorder recorder;
    private final Lives asked;
    private final Lives read;

    Client(ConversationId conversation, Recorder recorder, Lives lives) {
        this(conversation, recorder, lives, lives);
    }

    /** A client that sends its requests to {@code asked}, and reads the answers from others. */
    Client(ConversationId conversation, Recorder recorder, Lives asked, Lives read) {
        this.conversation = conversation;
        this.recorder = recorder;
        this.asked = asked;
        this.read = read;
    }

    /** Sends the script's message and sees its answer through to the end. */
    void converse(Script script) throws InterruptedException {
        answer(script, insist("send", script.key(), script.text(), script.text()));
    }

    /** Sees the script's answer through, which began with {@code first}. */
    void answer(Script script, TurnId first) throws InterruptedException {
        TurnId turn = first;
        for (int next = 1; next <= CONTINUATIONS_MAX; next++) {
            List<Seen> seen = watch(turn);
            String end = seen.getLast().event();
            String key = script.key() + "-" + next;
            if (end.startsWith("Ended[outcome=Completed")) {
                return;
            }
            turn =
                    end.startsWith("Ended[outcome=AwaitingApproval")
                            ? insist("decide", key, "yes " + calls(end), "")
                            : insist("continue", key, "", "");
        }
        throw new AssertionError("the answer to " + script + " does not come to its end");
    }

    /** Asks for a turn until it is acknowledged. */
    TurnId insist(String verb, String key, String words, String text) throws InterruptedException {
        String request = (verb + " " + conversation + " " + key + " " + words).strip();
        String refusal = "";
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            recorder.add(new Sending(key, conversation, text, null));
            try {
                String answer = asked.current().ask(request);
                if (answer.startsWith("turn ")) {
                    TurnId turn = new TurnId(answer.substring("turn ".length()));
                    recorder.add(new Sending(key, conversation, text, turn));
                    return turn;
                }
                refusal = answer;
                String kind = answer.split(" ", 3)[1];
                if (!TEMPORARY.contains(kind)) {
                    throw new AssertionError(request + " was " + answer);
                }
            } catch (LifeEnded e) {
                refusal = String.valueOf(e.getMessage());
            }
            Thread.sleep(BEFORE_NEXT_TRY);
        }
        throw new AssertionError(request + " is never answered: " + refusal);
    }

    /** Reads a turn to its end, over as many connections as it takes. */
    List<Seen> watch(TurnId turn) throws InterruptedException {
        List<Seen> seen = new ArrayList<>();
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            try {
                Life.Over over = read.current().follow(conversation, turn, behind(seen), seen::add);
                if (over == Life.Over.ENDED) {
                    recorder.add(new Reading("reader", turn, seen));
                    return seen;
                }
                if (over == Life.Over.GONE) {
                    if (seen.isEmpty()) {
                        throw new AssertionError(
                                "acknowledged, and gone: " + turn + " of " + conversation);
                    }
                    // What was seen last was never durable: as a page does, begin anew.
                    recorder.add(new Reading("reader", turn, seen));
                    seen = new ArrayList<>();
                    Thread.sleep(BEFORE_NEXT_TRY);
                }
            } catch (LifeEnded e) {
                Thread.sleep(BEFORE_NEXT_TRY);
            }
        }
        throw new AssertionError("turn " + turn + " does not end; seen " + seen);
    }

    static TurnPosition behind(List<Seen> seen) {
        return seen.isEmpty()
                ? TurnPosition.START
                : new TurnPosition(seen.getLast().fence(), seen.getLast().sequence());
    }

    /** The calls that the end of a turn asks about. */
    static String calls(String end) {
        Matcher matcher = ASKED.matcher(end);
        if (!matcher.find()) {
            throw new AssertionError("nothing is asked: " + end);
        }
        return matcher.group(1).replace(" ", "");
    }
}
