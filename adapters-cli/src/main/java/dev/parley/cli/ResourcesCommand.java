package dev.parley.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceSource;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.token.Principal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "resources",
        description = "List the resources of the servers, and the patterns of further ones.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: parley resources demo"})
final class ResourcesCommand implements Callable<Integer> {

    /** What one server has. */
    private record Offer(List<Resource> resources, List<ResourceTemplate> templates) {}

    @Mixin private ListOptions options = new ListOptions();

    private final ParleyCommand parley;

    ResourcesCommand(ParleyCommand parley) {
        this.parley = parley;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (ServerSession session = parley.openServers()) {
            Principal principal = session.principal();
            Listing<Offer> listing =
                    Listing.of(
                            options.chosen(session.resources(), ResourceSource::name),
                            ResourceSource::name,
                            server ->
                                    List.of(
                                            new Offer(
                                                    server.resources(principal),
                                                    server.templates(principal))));
            if (options.json()) {
                JsonPrinter.print(options.out(), json(listing.all()));
            } else {
                table(listing.all()).print(options.out());
            }
            options.report(listing);
            return listing.exitCode();
        }
    }

    private static Columns table(List<Offer> offers) {
        Columns table = new Columns();
        for (Offer offer : offers) {
            offer.resources().forEach(it -> table.row(it.server(), it.uri(), it.name()));
            offer.templates().forEach(it -> table.row(it.server(), it.uriTemplate(), it.name()));
        }
        return table;
    }

    private static ObjectNode json(List<Offer> offers) {
        ObjectNode json = JsonPrinter.object();
        var resources = json.putArray("resources");
        var templates = json.putArray("templates");
        for (Offer offer : offers) {
            for (Resource it : offer.resources()) {
                resources
                        .addObject()
                        .put("server", it.server())
                        .put("uri", it.uri())
                        .put("name", it.name())
                        .put("title", it.title())
                        .put("description", it.description())
                        .put("mediaType", it.mediaType());
            }
            for (ResourceTemplate it : offer.templates()) {
                templates
                        .addObject()
                        .put("server", it.server())
                        .put("uriTemplate", it.uriTemplate())
                        .put("name", it.name())
                        .put("title", it.title())
                        .put("description", it.description())
                        .put("mediaType", it.mediaType());
            }
        }
        return json;
    }
}
