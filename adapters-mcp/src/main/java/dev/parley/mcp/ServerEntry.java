package dev.parley.mcp;

import dev.parley.mcp.McpServerConfig.Transport;
import dev.parley.token.Secret;
import dev.parley.token.Workspace;
import dev.parley.tool.ToolPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one server of a settings file. */
final class ServerEntry {

    private static final Set<String> FIELDS =
            Set.of(
                    "command",
                    "args",
                    "env",
                    "cwd",
                    "url",
                    "headers",
                    "auth",
                    "type",
                    "trusted",
                    "allow",
                    "ask",
                    "deny",
                    "timeout",
                    "organizations",
                    "roots");
    private static final List<String> OF_COMMANDS = List.of("args", "env", "cwd", "roots");
    private static final int TIMEOUT_SECONDS_MAX = 3600;

    /** RFC 9110, section 5.6.2, "token". */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** The protocol's own, and those that say how a message is packed and sent. */
    private static final Set<String> HEADERS_NOT_YOURS =
            Set.of(
                    "accept",
                    "accept-encoding",
                    "connection",
                    "content-length",
                    "content-type",
                    "expect",
                    "host",
                    "last-event-id",
                    "mcp-protocol-version",
                    "mcp-session-id",
                    "transfer-encoding",
                    "upgrade");

    private final ConfigFields fields;
    private final Substitution substitution;

    private ServerEntry(ConfigFields fields, Substitution substitution) {
        this.fields = fields;
        this.substitution = substitution;
    }

    /** The server; empty when it is so wrong that there is none, which the problems then say. */
    static Optional<McpServerConfig> read(
            String name, ConfigFields fields, Substitution substitution) {
        fields.onlyKnow(FIELDS);
        ServerEntry entry = new ServerEntry(fields, substitution);
        ToolPolicy.Rules rules =
                new ToolPolicy.Rules(
                        fields.flag("trusted"),
                        fields.texts("allow"),
                        fields.texts("ask"),
                        fields.texts("deny"));
        Duration timeout =
                fields.number("timeout", 1, TIMEOUT_SECONDS_MAX)
                        .map(Duration::ofSeconds)
                        .orElse(McpServerConfig.TIMEOUT_DEFAULT);
        Set<String> organizations = entry.organizations();
        List<Path> roots = entry.roots();
        return entry.transport()
                .filter(transport -> !name.isBlank())
                .map(
                        transport ->
                                new McpServerConfig(
                                        name,
                                        transport,
                                        entry.authorization(transport),
                                        rules,
                                        timeout,
                                        organizations,
                                        roots));
    }

    private Authorization authorization(Transport transport) {
        return switch (transport) {
            case Transport.Stdio program -> {
                if (fields.has("auth")) {
                    fields.problem("auth", "goes with url, not with command: use env");
                }
                yield new Authorization.None();
            }
            case Transport.Http http -> authorization(http.headers());
            case Transport.Sse sse -> authorization(sse.headers());
        };
    }

    private Authorization authorization(Map<String, Secret> headers) {
        return AuthorizationEntry.read(
                fields,
                headers.keySet().stream().anyMatch("authorization"::equalsIgnoreCase),
                secret -> substituted("auth.clientSecret", secret));
    }

    private Set<String> organizations() {
        List<String> slugs = fields.texts("organizations");
        for (String slug : slugs) {
            if (!Workspace.isSlug(slug)) {
                fields.problem(
                        "organizations",
                        "must hold slugs such as acme-corp (a-z, 0-9, _ and -), not " + slug);
            }
        }
        if (slugs.isEmpty() && fields.has("organizations")) {
            // Everyone may use a server without the field: better ask than let all in.
            fields.problem("organizations", "is empty: name one, or remove it to let everyone in");
        }
        return Set.copyOf(slugs);
    }

    /** Only a program on this machine has a use for them. */
    private List<Path> roots() {
        List<Path> roots = new ArrayList<>();
        for (String root : fields.texts("roots")) {
            try {
                Path path = Path.of(root);
                if (!path.isAbsolute()) {
                    fields.problem("roots", "must be absolute directories, not " + root);
                }
                roots.add(path.normalize());
            } catch (InvalidPathException e) {
                fields.problem("roots", "must be directories; one of them is no path");
            }
        }
        return roots;
    }

    private Optional<Transport> transport() {
        boolean command = fields.has("command");
        boolean url = fields.has("url");
        if (command && url) {
            fields.problem("has both command and url: keep one of them");
            return Optional.empty();
        }
        if (!command && !url) {
            fields.problem("has neither command nor url: add one of them");
            return Optional.empty();
        }
        return command ? stdio() : remote();
    }

    private Optional<Transport> stdio() {
        fields.text("type")
                .filter(type -> !type.equals("stdio"))
                .ifPresent(
                        type ->
                                fields.problem(
                                        "type", "must be \"stdio\" where there is a command"));
        if (fields.has("headers")) {
            fields.problem("headers", "goes with url, not with command: use env");
        }
        List<String> arguments = fields.texts("args");
        Map<String, String> environment = substituted("env");
        Optional<Path> directory = directory();
        Optional<String> command = fields.text("command");
        command.ifPresent(this::checkCommand);
        return command.map(
                it ->
                        new Transport.Stdio(
                                it, arguments, environment, directory.orElse(Path.of(""))));
    }

    /**
     * A name is looked up in the PATH, which is Parley's own. A relative path would name one
     * program or another, depending on the directory.
     */
    private void checkCommand(String command) {
        try {
            Path path = Path.of(command);
            if (command.isBlank()) {
                fields.problem("command", "is empty: name a program");
            } else if (path.getNameCount() > 1 && !path.isAbsolute()) {
                fields.problem("command", "must be a name to find in the PATH or an absolute path");
            }
        } catch (InvalidPathException e) {
            fields.problem("command", "is no path of a program");
        }
    }

    private Optional<Path> directory() {
        try {
            return fields.text("cwd").map(Path::of);
        } catch (InvalidPathException e) {
            fields.problem("cwd", "is no path");
            return Optional.empty();
        }
    }

    private Optional<Transport> remote() {
        for (String field : OF_COMMANDS) {
            if (fields.has(field)) {
                fields.problem(field, "goes with command, not with url: remove it");
            }
        }
        Map<String, Secret> headers = headers();
        Optional<URI> url = fields.text("url").flatMap(this::url);
        String type = fields.text("type").orElse("http");
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "http", "streamable-http" -> url.map(it -> new Transport.Http(it, headers));
            case "sse" -> url.map(it -> new Transport.Sse(it, headers));
            default -> {
                fields.problem(
                        "type",
                        "must be \"http\", \"streamable-http\" or \"sse\" where there is a url");
                yield Optional.empty();
            }
        };
    }

    /** The address is not quoted: keys are put into addresses, too. */
    private Optional<URI> url(String text) {
        URI url;
        try {
            url = new URI(encoded(text));
        } catch (URISyntaxException e) {
            fields.problem(
                    "url",
                    "is no URL: it must look like https://host/mcp, and may hold {organization}"
                            + " and {project}");
            return Optional.empty();
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || url.getHost() == null) {
            fields.problem("url", "must begin with http:// or https:// and a host");
            return Optional.empty();
        }
        if (url.getUserInfo() != null) {
            fields.problem("url", "must hold no password: use headers");
            return Optional.empty();
        }
        if (url.getFragment() != null) {
            fields.problem("url", "must have no part after #: remove it");
            return Optional.empty();
        }
        if (McpTexts.orEmpty(url.getRawQuery()).contains("%7B")) {
            fields.problem("url", "must hold {organization} and {project} before the ? only");
            return Optional.empty();
        }
        return Optional.of(url.getRawPath().isEmpty() ? url.resolve("/") : url);
    }

    /** Braces are not allowed in URLs, and host names have no such encoding. */
    private static String encoded(String url) {
        return url.replace("{organization}", McpServerConfig.ORGANIZATION)
                .replace("{project}", McpServerConfig.PROJECT);
    }

    private Map<String, Secret> headers() {
        Map<String, Secret> headers = new LinkedHashMap<>();
        substituted("headers")
                .forEach(
                        (name, value) -> {
                            String field = "headers." + name;
                            if (!HEADER_NAME.matcher(name).matches()) {
                                fields.problem(field, "is no name of an HTTP header");
                            } else if (HEADERS_NOT_YOURS.contains(name.toLowerCase(Locale.ROOT))) {
                                fields.problem(field, "is set by Parley itself: remove it");
                            } else if (value.isBlank()) {
                                fields.problem(field, "is empty: remove it or give it a value");
                            } else if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
                                fields.problem(field, "must be of printable ASCII characters");
                            } else {
                                headers.put(name, Secret.of(value));
                            }
                        });
        return headers;
    }

    private Map<String, String> substituted(String field) {
        Map<String, String> values = new LinkedHashMap<>();
        fields.textsByName(field)
                .forEach((name, value) -> values.put(name, substituted(field + "." + name, value)));
        return values;
    }

    private String substituted(String field, String value) {
        return substitution.apply(
                value,
                missing ->
                        fields.problem(
                                field,
                                "uses ${"
                                        + missing
                                        + "}, which is not set: set that environment variable"));
    }
}
