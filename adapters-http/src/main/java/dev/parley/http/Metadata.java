package dev.parley.http;

import dev.parley.prompt.Prompt;
import dev.parley.prompt.PromptSource;
import dev.parley.prompt.Resource;
import dev.parley.prompt.ResourceSource;
import dev.parley.prompt.ResourceTemplate;
import dev.parley.token.Principal;
import dev.parley.tool.Icon;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolServer;
import dev.parley.tool.ToolServerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all servers what they offer, side by side: one that fails or hangs is reported beside the
 * others. Safe for use by many threads.
 */
final class Metadata {

    private static final Logger LOG = LoggerFactory.getLogger(Metadata.class);

    /** More than any server's own connect limit; whoever takes longer is given up. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    /** What one server said. */
    sealed interface Answer {

        String server();

        record Connected(
                String server,
                List<Icon> icons,
                List<Tool> tools,
                List<Prompt> prompts,
                List<Resource> resources,
                List<ResourceTemplate> templates)
                implements Answer {}

        record Failed(String server, String code, String text) implements Answer {}

        /** There is no such server for this principal. */
        record Hidden(String server) implements Answer {}
    }

    private final Servers servers;

    Metadata(Servers servers) {
        this.servers = servers;
    }

    /**
     * What each server offers, in the order of the settings.
     *
     * @throws InterruptedException when interrupted while waiting
     */
    List<Answer> ask(Principal principal) throws InterruptedException {
        Map<String, FutureTask<Answer>> asked = new LinkedHashMap<>();
        List<Answer> answers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try {
            for (String server : names()) {
                FutureTask<Answer> task = new FutureTask<>(() -> ask(principal, server));
                asked.put(server, task);
                threads.add(Thread.ofVirtual().name("metadata-" + server).start(task));
            }
            long end = System.nanoTime() + ANSWER_MAX.toNanos();
            for (var entry : asked.entrySet()) {
                answers.add(await(entry.getKey(), entry.getValue(), end - System.nanoTime()));
            }
        } finally {
            threads.forEach(Thread::interrupt);
        }
        return answers;
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        servers.tools().forEach(it -> names.add(it.name()));
        servers.prompts().forEach(it -> names.add(it.name()));
        servers.resources().forEach(it -> names.add(it.name()));
        return names;
    }

    private Answer ask(Principal principal, String server) {
        if (servers.tools().stream()
                .anyMatch(it -> it.name().equals(server) && !it.isFor(principal))) {
            return new Answer.Hidden(server);
        }
        List<Tool> tools = new ArrayList<>();
        List<Prompt> prompts = new ArrayList<>();
        List<Resource> resources = new ArrayList<>();
        List<ResourceTemplate> templates = new ArrayList<>();
        List<Icon> icons = new ArrayList<>();
        for (ToolServer it : servers.tools()) {
            if (it.name().equals(server)) {
                tools.addAll(it.tools(principal));
                icons.addAll(it.icons(principal));
            }
        }
        for (PromptSource it : servers.prompts()) {
            if (it.name().equals(server)) {
                prompts.addAll(it.prompts(principal));
            }
        }
        for (ResourceSource it : servers.resources()) {
            if (it.name().equals(server)) {
                resources.addAll(it.resources(principal));
                templates.addAll(it.templates(principal));
            }
        }
        return new Answer.Connected(server, icons, tools, prompts, resources, templates);
    }

    private static Answer await(String server, Future<Answer> asked, long nanos)
            throws InterruptedException {
        try {
            return asked.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Answer.Failed(
                    server,
                    ToolServerException.Kind.TIMED_OUT.code(),
                    server + " did not answer within " + ANSWER_MAX.toSeconds() + " s.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ToolServerException expected) {
                return new Answer.Failed(
                        server, expected.kind().code(), String.valueOf(expected.getMessage()));
            }
            String event = Problems.eventId();
            LOG.error("listing what {} offers failed, event {}", server, event, e);
            return new Answer.Failed(
                    server, ProblemCode.INTERNAL_ERROR.code(), Problems.internal(event));
        }
    }
}
