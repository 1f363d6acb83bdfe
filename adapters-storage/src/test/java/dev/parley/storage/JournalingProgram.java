package dev.parley.storage;

import dev.parley.conversation.Message;
import dev.parley.conversation.Messages;
import dev.parley.token.Principal;
import dev.parley.turn.ReplicaId;
import dev.parley.turn.TurnAppend;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnStart;
import dev.parley.turn.TurnStarts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Appends to some turns for ever, all in one transaction; prints the number of each turn's last
 * event, which is the same for all, once it is acknowledged. Every append has a message too.
 */
final class JournalingProgram {

    static final int TURNS = 5;

    private JournalingProgram() {}

    static TurnEvent event(int number) {
        return TurnStarts.delta(number);
    }

    @SuppressWarnings("resource") // It is killed: nobody closes the database.
    public static void main(String[] args) {
        JdbiTurnJournal journal = new JdbiTurnJournal(Database.open(ChildJvm.config(args[0])));
        ReplicaId replica = new ReplicaId("killed");
        journal.renew(replica, Duration.ZERO, List.of());
        List<TurnId> turns = new ArrayList<>();
        for (int i = 0; i < TURNS; i++) {
            TurnStart start =
                    TurnStarts.creating(
                            replica, Messages.conversation(Principal.local(), Messages.user("Hi")));
            journal.open(start);
            turns.add(start.turn());
        }
        Random random = new Random();
        int last = 1;
        while (true) {
            int next = last + 1 + random.nextInt(4);
            List<TurnAppend> appends = new ArrayList<>();
            for (TurnId turn : turns) {
                appends.add(append(turn, last + 1, next));
            }
            if (!journal.append(appends).isEmpty()) {
                throw new IllegalStateException("an append was refused");
            }
            last = next;
            System.out.println(last + ".");
        }
    }

    private static TurnAppend append(TurnId turn, int first, int last) {
        List<TurnEvent> events = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            events.add(event(number));
        }
        List<Message> messages = List.of(Messages.assistant("up to " + last));
        return new TurnAppend(turn, TurnStart.FENCE_FIRST, first, events, messages);
    }
}
