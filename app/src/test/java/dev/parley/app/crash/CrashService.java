package dev.parley.app.crash;

import dev.parley.conversation.ConversationId;
import dev.parley.conversation.ConversationStore;
import dev.parley.prompt.PromptService;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import dev.parley.tool.InMemoryStandingApprovalStore;
import dev.parley.turn.ChatService;
import dev.parley.turn.RandomIds;
import dev.parley.turn.TurnEnvironment;
import dev.parley.turn.TurnEvent;
import dev.parley.turn.TurnFollower;
import dev.parley.turn.TurnId;
import dev.parley.turn.TurnJournal;
import dev.parley.turn.TurnLimits;
import dev.parley.turn.TurnLog;
import dev.parley.turn.TurnPosition;
import dev.parley.turn.UserInput;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Parley's turns with a model and tools that know what they are to do, and with lines of text in
 * place of HTTP: a request is {@code <number> <verb> <words>}, its answers {@code <number>
 * <words>}. {@link Life} is the other side. Safe for use by many threads.
 */
final class CrashService implements AutoCloseable {

    /** The file that holds what the tools' server received. */
    static final String CALLS = "calls";

    /** The file that holds what the model was asked. */
    static final String MODEL_REQUESTS = "model-requests";

    /** What a follower waits for at most before it looks whether anything is over. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration MODEL_PAUSE = Duration.ofMillis(2);
    private static final Duration TOOL_TAKES = Duration.ofMillis(5);

    private final Principal principal = Principal.local();
    private final Failpoints failpoints;
    private final Consumer<String> out;
    private final DurableFile calls;
    private final DurableFile requests;
    private final ChatService chat;

    /**
     * A service on these stores, which recovers at once what another one left.
     *
     * @param folder of the files that tell what really happened
     * @param out takes the answers, from many threads
     */
    CrashService(
            TurnJournal journal,
            ConversationStore conversations,
            Path folder,
            Duration lease,
            Failpoints failpoints,
            Consumer<String> out) {
        this.failpoints = failpoints;
        this.out = out;
        this.calls = new DurableFile(folder.resolve(CALLS));
        this.requests = new DurableFile(folder.resolve(MODEL_REQUESTS));
        TurnEnvironment environment =
                new TurnEnvironment(
                        new FailingModel(new OracleModel(requests, MODEL_PAUSE), failpoints),
                        List.of(
                                new FailingServer(
                                        new WitnessServer(calls, TOOL_TAKES), failpoints)),
                        WitnessServer.policy(),
                        new InMemoryStandingApprovalStore(),
                        new FailingConversations(conversations, failpoints),
                        new FailingJournal(journal, failpoints),
                        lease,
                        "",
                        TurnLimits.DEFAULT,
                        InstantSource.system(),
                        new RandomIds());
        this.chat = new ChatService(environment, new PromptService(List.of()));
    }

    /** Its turns, for another way in than lines. */
    ChatService chat() {
        return chat;
    }

    /** Serves one request, on the calling thread. */
    void answer(String line) {
        String[] words = line.split(" ", -1);
        String number = words[0];
        try {
            switch (words[1]) {
                case "arm" -> {
                    failpoints.arm(Long.parseLong(words[2]));
                    out.accept(number + " armed");
                }
                case "stop" ->
                        out.accept(number + " " + chat.cancel(principal, conversation(words)));
                case "follow" -> follow(number, words);
                default -> out.accept(number + " turn " + start(words).turn());
            }
        } catch (RuntimeException e) {
            out.accept(number + " refused " + e.getClass().getSimpleName() + " " + oneLine(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        chat.close();
        calls.close();
        requests.close();
    }

    private TurnLog start(String[] words) {
        ConversationId id = conversation(words);
        String key = words[3];
        return switch (words[1]) {
            case "send" -> {
                String text = String.join(" ", Arrays.asList(words).subList(4, words.length));
                yield chat.send(principal, id, UserInput.Text.of(text), key);
            }
            case "decide" -> chat.decide(principal, id, approvals(words), key);
            case "continue" -> chat.continueAnswer(principal, id, key);
            default -> throw new IllegalArgumentException("no verb " + words[1]);
        };
    }

    private static List<Approval> approvals(String[] words) {
        boolean approved = words[4].equals("yes");
        return Arrays.stream(words[5].split(",", -1))
                .map(call -> new Approval(call, approved, ""))
                .toList();
    }

    /** Shows the events of a turn behind a position, as long as there is something to come. */
    private void follow(String number, String[] words) throws InterruptedException {
        TurnPosition seen = new TurnPosition(Long.parseLong(words[4]), Integer.parseInt(words[5]));
        Optional<TurnLog> log = chat.turn(principal, conversation(words), new TurnId(words[3]));
        Optional<TurnFollower> found = log.flatMap(it -> it.resume(seen));
        if (found.isEmpty()) {
            out.accept(number + " over gone");
            return;
        }
        try (TurnFollower follower = found.orElseThrow()) {
            while (!follower.atEnd()) {
                show(number, follower, follower.take(PATIENCE));
            }
            out.accept(number + " over " + (log.orElseThrow().ended() ? "ended" : "cut"));
        }
    }

    private void show(String number, TurnFollower follower, List<TurnEvent> events) {
        int sequence = follower.position() - events.size();
        for (TurnEvent event : events) {
            sequence++;
            out.accept(number + " seen " + Seen.of(follower.fence(), sequence, event).line());
        }
    }

    private static ConversationId conversation(String[] words) {
        return new ConversationId(words[2]);
    }

    private static String oneLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).replaceAll("\\R", " ");
    }
}
