package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptArgument;
import dev.parley.prompt.PromptSource;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "prompts",
        description = "List the prompts of the servers; arguments in brackets may be left out.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley prompts demo"})
final class PromptsCommand implements Callable<Integer> {

    @Mixin private ListOptions options = new ListOptions();

    private final ParleyCommand parley;

    PromptsCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerSession session = parley.openServers()) {
            Listing<Prompt> listing =
                    Listing.of(
                            options.chosen(session.prompts(), PromptSource::name),
                            PromptSource::name,
                            server -> server.prompts(session.principal()));
            if (options.json()) {
                ObjectNode json = JsonPrinter.object();
                var prompts = json.putArray("prompts");
                listing.all().forEach(it -> prompts.add(json(it)));
                JsonPrinter.print(options.out(), json);
            } else {
                Columns table = new Columns();
                listing.all()
                        .forEach(
                                it ->
                                        table.row(
                                                it.server(),
                                                it.name(),
                                                arguments(it),
                                                it.description()));
                table.print(options.out());
            }
            options.report(listing);
            return listing.exitCode();
        }
    }

    private static String arguments(Prompt prompt) {
        return prompt.arguments().stream()
                .map(it -> it.required() ? it.name() + "=" : "[" + it.name() + "=]")
                .collect(Collectors.joining(" "));
    }

    private static ObjectNode json(Prompt prompt) {
        ObjectNode json = JsonPrinter.object().put("server", prompt.server());
        json.put("name", prompt.name()).put("title", prompt.title());
        json.put("description", prompt.description());
        var arguments = json.putArray("arguments");
        for (PromptArgument argument : prompt.arguments()) {
            arguments
                    .addObject()
                    .put("name", argument.name())
                    .put("description", argument.description())
                    .put("required", argument.required());
        }
        return json;
    }
}
