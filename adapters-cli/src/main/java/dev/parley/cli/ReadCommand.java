package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.prompt.ResourceContent;
import dev.parley.prompt.ResourceService;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "read",
        description = "Read a resource of a server: its text, or its bytes in base64.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley read demo incident://runbooks/on-call"})
final class ReadCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "SERVER", description = "The server's name.")
    private String server = "";

    @Parameters(index = "1", paramLabel = "URI", description = "The resource's address.")
    private String uri = "";

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final ParleyCommand parley;

    ReadCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() {
        try (ServerSession session = parley.openServers()) {
            List<ResourceContent> contents =
                    new ResourceService(session.resources()).read(session.principal(), server, uri);
            if (json) {
                JsonPrinter.print(spec.commandLine().getOut(), json(contents));
            } else {
                print(contents);
            }
            return ExitCode.OK;
        }
    }

    private void print(List<ResourceContent> contents) {
        PrintWriter out = spec.commandLine().getOut();
        for (ResourceContent content : contents) {
            out.println(
                    switch (content) {
                        case ResourceContent.Text it -> Terminals.printable(it.text());
                        case ResourceContent.Blob it -> Terminals.printable(it.base64());
                    });
        }
        out.flush();
    }

    private static ObjectNode json(List<ResourceContent> contents) {
        ObjectNode json = JsonPrinter.object();
        var array = json.putArray("contents");
        for (ResourceContent content : contents) {
            ObjectNode entry = array.addObject().put("uri", content.uri());
            entry.put("mediaType", content.mediaType());
            switch (content) {
                case ResourceContent.Text it -> entry.put("text", it.text());
                case ResourceContent.Blob it -> entry.put("blob", it.base64());
            }
        }
        return json;
    }
}
