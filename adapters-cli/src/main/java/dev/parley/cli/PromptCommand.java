package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.conversation.Role;
import dev.parley.prompt.PromptMessage;
import dev.parley.prompt.PromptService;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "prompt",
        description = "Render a prompt of a server.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley prompt demo triage project=checkout-api"})
final class PromptCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "SERVER", description = "The server's name.")
    private String server = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The prompt's name.")
    private String name = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "key=value",
            description = "The prompt's arguments.")
    private List<String> arguments = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final ParleyCommand parley;

    PromptCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() {
        Map<String, String> byName = byName();
        try (ServerSession session = parley.openServers()) {
            List<PromptMessage> messages = render(session, byName);
            if (json) {
                JsonPrinter.print(spec.commandLine().getOut(), json(messages));
            } else {
                print(messages);
            }
            return ExitCode.OK;
        }
    }

    private Map<String, String> byName() {
        Map<String, String> byName = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw usage("not key=value: " + argument);
            }
            byName.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return byName;
    }

    private List<PromptMessage> render(ServerSession session, Map<String, String> byName) {
        try {
            return new PromptService(session.prompts())
                    .render(session.principal(), server, name, byName);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), Terminals.line(message));
    }

    private void print(List<PromptMessage> messages) {
        PrintWriter out = spec.commandLine().getOut();
        for (PromptMessage message : messages) {
            out.println(role(message) + ": " + Terminals.printable(message.text()));
        }
        out.flush();
    }

    private static ObjectNode json(List<PromptMessage> messages) {
        ObjectNode json = JsonPrinter.object();
        var array = json.putArray("messages");
        messages.forEach(it -> array.addObject().put("role", role(it)).put("text", it.text()));
        return json;
    }

    private static String role(PromptMessage message) {
        return message.role() == Role.USER ? "user" : "assistant";
    }
}
