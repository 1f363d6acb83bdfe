package dev.parley.app.crash;

import dev.parley.conversation.Message;
import dev.parley.conversation.Part;
import dev.parley.conversation.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the model is to answer, said in the user's message itself, {@code <key> <kind> <tokens>}: so
 * many numbered tokens; but for {@link Kind#SAY}, then tool calls, and as many tokens again.
 *
 * @param key unique; the arguments of the calls name it
 */
record Script(String key, Kind kind, int tokens) {

    private static final Pattern TEXT = Pattern.compile("\\S+ [a-z]+ [0-9]+");

    /** What is called between the tokens. */
    enum Kind {
        SAY,
        WRITE,
        LOOK,
        ASK,
        BOTH;

        /** One after the other, and again from the first. */
        static Kind number(int number) {
            List<Kind> all = List.copyOf(EnumSet.allOf(Kind.class));
            return all.get(number % all.size());
        }
    }

    static Script of(String text) {
        String[] words = text.split(" ", -1);
        return new Script(
                words[0],
                Kind.valueOf(words[1].toUpperCase(Locale.ROOT)),
                Integer.parseInt(words[2]));
    }

    /** Whether the message is a script; Parley itself also speaks to the model as the user. */
    static boolean isOne(Message message) {
        return message.role() == Role.USER && TEXT.matcher(message.text()).matches();
    }

    /** The user's message. */
    String text() {
        return key + " " + kind.name().toLowerCase(Locale.ROOT) + " " + tokens;
    }

    String argumentsJson() {
        return "{\"key\":\"" + key + "\"}";
    }

    /** The tools that are called between the tokens. */
    List<String> tools() {
        return switch (kind) {
            case SAY -> List.of();
            case WRITE -> List.of(WitnessServer.WRITE);
            case LOOK -> List.of(WitnessServer.LOOK);
            case ASK -> List.of(WitnessServer.GUARDED);
            case BOTH -> List.of(WitnessServer.WRITE, WitnessServer.LOOK);
        };
    }

    /** All the answer says in the end. */
    int tokensMax() {
        return kind == Kind.SAY ? tokens : 2 * tokens;
    }

    /** The tokens from number {@code first} to {@code last}. */
    static String tokens(int first, int last) {
        StringBuilder text = new StringBuilder();
        for (int number = first; number <= last; number++) {
            text.append(token(number));
        }
        return text.toString();
    }

    static String token(int number) {
        return String.format(Locale.ROOT, "t%04d ", number);
    }

    /** What the assistant said, in one piece, in {@code messages} from {@code first} on. */
    static String said(List<Message> messages, int first) {
        StringBuilder said = new StringBuilder();
        messages.stream()
                .skip(first)
                .filter(message -> message.role() == Role.ASSISTANT)
                .flatMap(message -> message.parts().stream())
                .filter(Part.Text.class::isInstance)
                .map(Part.Text.class::cast)
                .forEach(text -> said.append(text.text()));
        return said.toString();
    }
}
