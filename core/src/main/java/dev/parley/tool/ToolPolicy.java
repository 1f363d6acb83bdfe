package dev.parley.tool;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which tools run at once, which wait for the user's approval and which never run.
 *
 * <p>Of a server's lists the strictest match wins: deny, then ask, then allow. A tool on no list
 * waits for approval, unless it says it only reads and an administrator trusts its server; for such
 * a tool the user may give a {@link StandingApproval}.
 */
public final class ToolPolicy {

    /** What policy says about a tool. */
    public enum Decision {
        ALLOW,
        ASK,
        DENY
    }

    /**
     * The settings of one server. Globs match the server's own tool names; {@code *} stands for any
     * text, {@code ?} for one character.
     *
     * @param trusted whether the server's claim that a tool only reads is believed
     */
    public record Rules(boolean trusted, List<String> allow, List<String> ask, List<String> deny) {

        public static final Rules NONE = new Rules(false, List.of(), List.of(), List.of());

        public Rules {
            allow = List.copyOf(allow);
            ask = List.copyOf(ask);
            deny = List.copyOf(deny);
        }
    }

    private record Compiled(
            boolean trusted, List<Pattern> allow, List<Pattern> ask, List<Pattern> deny) {}

    private static final Compiled NO_RULES = compile(Rules.NONE);

    private final Map<String, Compiled> servers;

    /**
     * A policy with {@code rules} by server name; a server without rules has {@link Rules#NONE}.
     */
    public ToolPolicy(Map<String, Rules> rules) {
        this.servers =
                rules.entrySet().stream()
                        .collect(
                                toUnmodifiableMap(
                                        Map.Entry::getKey, entry -> compile(entry.getValue())));
    }

    public Decision decide(Tool tool) {
        Compiled rules = rules(tool);
        String name = tool.remoteName();
        if (matches(rules.deny(), name)) {
            return Decision.DENY;
        }
        if (matches(rules.ask(), name)) {
            return Decision.ASK;
        }
        if (matches(rules.allow(), name)) {
            return Decision.ALLOW;
        }
        return rules.trusted() && tool.annotations().readOnly() ? Decision.ALLOW : Decision.ASK;
    }

    /**
     * Whether the user may allow all calls of the tool at once: policy asks about it, and not
     * because an administrator has put it on a list of what is to be asked about each time.
     */
    public boolean mayStand(Tool tool) {
        Compiled rules = rules(tool);
        return decide(tool) == Decision.ASK && !matches(rules.ask(), tool.remoteName());
    }

    /**
     * Whether calling the tool twice does no more than calling it once: it says that it only reads
     * or that it is idempotent, and an administrator trusts its server.
     */
    public boolean repeatable(Tool tool) {
        Compiled rules = rules(tool);
        return rules.trusted()
                && (tool.annotations().readOnly() || tool.annotations().idempotent());
    }

    private Compiled rules(Tool tool) {
        return servers.getOrDefault(tool.server(), NO_RULES);
    }

    private static boolean matches(List<Pattern> globs, String name) {
        return globs.stream().anyMatch(glob -> glob.matcher(name).matches());
    }

    private static Compiled compile(Rules rules) {
        return new Compiled(
                rules.trusted(),
                rules.allow().stream().map(ToolPolicy::glob).toList(),
                rules.ask().stream().map(ToolPolicy::glob).toList(),
                rules.deny().stream().map(ToolPolicy::glob).toList());
    }

    private static Pattern glob(String glob) {
        String regex = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(regex, Pattern.DOTALL);
    }
}
