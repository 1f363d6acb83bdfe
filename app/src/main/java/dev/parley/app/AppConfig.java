package dev.parley.app;

import dev.parley.access.RateLimit;
import dev.parley.conversation.AttachmentLimits;
import dev.parley.egress.EgressPolicy;
import dev.parley.egress.Origin;
import dev.parley.http.HttpLimits;
import dev.parley.token.Workspace;
import dev.parley.turn.TurnLimits;
import dev.parley.vault.VaultKeys;
import dev.parley.vault.VaultKeysException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All settings, checked. {@code reference.conf} says what each one means. */
record AppConfig(
        Server server,
        SignInConfig signIn,
        Path dataDir,
        Database database,
        Path mcpConfig,
        ConfiguredMemberships memberships,
        EgressPolicy egress,
        Vault vault,
        Model model,
        String systemPrompt,
        TurnLimits limits,
        AttachmentLimits attachments) {

    private static final Pattern PROXY =
            Pattern.compile(
                    "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+]):"
                            + "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2})");

    private static final int MODEL_NAME_LENGTH_MAX = 200;

    private static final Path DEFAULT_FILE = Path.of("parley.conf");

    /** Where and how to listen; {@code publicUrl} is empty for the default. */
    record Server(String host, int port, String publicUrl, Duration heartbeat, HttpLimits limits) {

        /** Where authorization servers can read who Parley is; empty when they cannot. */
        String clientDocument() {
            return publicUrl.startsWith("https:") ? publicUrl + "/client-metadata.json" : "";
        }
    }

    /** {@code url} is empty for the embedded database in the data folder. */
    record Database(String url, Duration lease) {

        /** Never the URL, which may hold a password. */
        @Override
        public String toString() {
            return url.isEmpty() ? "embedded" : "postgresql";
        }
    }

    /** The keys of the vault; empty for a key file in the data folder, made when it is missing. */
    record Vault(String keys) {

        boolean keyFile() {
            return keys.isEmpty();
        }

        /** Never the keys. */
        @Override
        public String toString() {
            return keyFile() ? "key file" : "***";
        }
    }

    /**
     * The language models, the default first; both {@code apiKey} and {@code baseUrl} are empty for
     * the demo model.
     */
    record Model(
            String apiKey,
            String baseUrl,
            List<String> names,
            Api api,
            Duration silenceMax,
            Duration callTimeMax,
            int retriesMax) {

        boolean demo() {
            return apiKey.isEmpty() && baseUrl.isEmpty();
        }

        /** Never the key. */
        @Override
        public String toString() {
            return String.join(", ", names) + " at " + baseUrl;
        }
    }

    /** Which of the provider's interfaces to speak. */
    enum Api {
        CHAT_COMPLETIONS,
        RESPONSES
    }

    /**
     * Reads the settings.
     *
     * @param file the settings file; empty for {@code parley.conf} in this folder, if there is one
     * @throws SettingsException that lists everything wrong
     */
    static AppConfig load(String file, Map<String, String> environment) {
        boolean named = !file.isEmpty();
        Settings settings = Settings.read(named ? Path.of(file) : DEFAULT_FILE, named, environment);
        SignInConfig signIn = SignInConfig.read(settings);
        AppConfig config =
                new AppConfig(
                        server(settings, signIn),
                        signIn,
                        Path.of(settings.text("data.dir")),
                        database(settings),
                        Path.of(settings.text("mcp.config")),
                        memberships(settings),
                        egress(settings),
                        vault(settings),
                        model(settings),
                        settings.text("assistant.systemPrompt"),
                        limits(settings),
                        attachments(settings));
        settings.check();
        return config;
    }

    private static Server server(Settings settings, SignInConfig signIn) {
        String host = settings.text("server.host");
        if (signIn.local() && !isLoopback(host)) {
            settings.problem(
                    "server.host (PARLEY_HOST) is "
                            + host
                            + ", but without a sign-in Parley only listens on a loopback address"
                            + " such as 127.0.0.1");
        }
        String publicUrl = settings.text("server.publicUrl");
        if (!publicUrl.isEmpty() && !isOrigin(publicUrl)) {
            settings.problem(
                    "server.publicUrl (PARLEY_PUBLIC_URL) must be a scheme, a host and at most a"
                            + " port, such as https://parley.example.com, not "
                            + publicUrl);
        }
        boolean secure = !publicUrl.isEmpty() && !publicUrl.startsWith("http:");
        if (!signIn.local() && !isLoopback(host) && !secure) {
            settings.problem(
                    "server.publicUrl (PARLEY_PUBLIC_URL) must be the https address users open,"
                            + " as they sign in");
        }
        return new Server(
                host,
                settings.number("server.port", 0, 65_535),
                publicUrl,
                settings.duration("server.heartbeat"),
                signIn.local() ? HttpLimits.ONE_USER : httpLimits(settings));
    }

    private static HttpLimits httpLimits(Settings settings) {
        List<String> proxies = settings.texts("server.trustedProxies");
        Duration minute = Duration.ofMinutes(1);
        int turns = settings.number("limits.turnsPerMinute", 1, 1_000_000);
        int requests = settings.number("limits.requestsPerMinute", 1, 1_000_000);
        int turnsRunning = settings.number("limits.turnsRunning", 1, 1_000_000);
        int streams = settings.number("limits.streams", 1, 1_000_000);
        HttpLimits limits =
                HttpLimits.DEFAULT.with(
                        new RateLimit("turns", turns, minute),
                        new RateLimit("requests", requests, minute),
                        turnsRunning,
                        streams);
        try {
            return limits.trusting(proxies);
        } catch (IllegalArgumentException e) {
            settings.problem(
                    "server.trustedProxies must hold addresses or ranges such as 10.0.0.0/8: "
                            + e.getMessage());
            return limits;
        }
    }

    private static EgressPolicy egress(Settings settings) {
        Set<Origin> allowed = new HashSet<>();
        for (String url : settings.texts("egress.allow")) {
            try {
                allowed.add(Origin.of(url));
            } catch (IllegalArgumentException e) {
                settings.problem(
                        "egress.allow must hold addresses such as https://mcp.internal:8443: "
                                + e.getMessage());
            }
        }
        String proxy = settings.text("egress.proxy");
        if (proxy.isEmpty()) {
            return EgressPolicy.direct(allowed);
        }
        Matcher parts = PROXY.matcher(proxy);
        if (!parts.matches()) {
            settings.problem(
                    "egress.proxy must be a host and a port, such as proxy.internal:3128, not "
                            + proxy);
            return EgressPolicy.direct(allowed);
        }
        return new EgressPolicy(
                allowed,
                new EgressPolicy.Route.Proxy(parts.group(1), Integer.parseInt(parts.group(2))));
    }

    private static Database database(Settings settings) {
        String url = settings.text("database.url");
        if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            // Not the value, which may hold a password.
            settings.problem(
                    "database.url (PARLEY_DATABASE_URL) must begin with jdbc:postgresql:, such as"
                            + " jdbc:postgresql://localhost/parley?user=parley&password=…");
        }
        return new Database(url, settings.duration("database.lease"));
    }

    private static ConfiguredMemberships memberships(Settings settings) {
        Map<String, Set<String>> members = settings.setsByName("organizations");
        members.forEach(
                (organization, keys) -> {
                    if (!Workspace.isSlug(organization)) {
                        settings.problem(
                                "organizations must be named by slugs such as acme-corp (a-z, 0-9,"
                                        + " _ and -), not "
                                        + organization);
                    }
                    keys.stream()
                            .filter(key -> !key.strip().equals(key) || key.indexOf(' ') < 0)
                            .forEach(
                                    key ->
                                            settings.problem(
                                                    "organizations."
                                                            + organization
                                                            + " must hold members such as"
                                                            + " \"https://id.example.com 4711\","
                                                            + " an issuer, a space and a subject,"
                                                            + " not "
                                                            + key));
                });
        return new ConfiguredMemberships(members);
    }

    private static Vault vault(Settings settings) {
        String keys = settings.text("vault.keys");
        try {
            if (!keys.isEmpty()) {
                VaultKeys.parse(keys);
            } else if (!settings.text("database.url").isEmpty()) {
                settings.problem(
                        "vault.keys (PARLEY_VAULT_KEYS) must be set when database.url"
                                + " (PARLEY_DATABASE_URL) is, the same for all replicas; a key:"
                                + " echo k1:$(openssl rand -base64 32)");
            } else if (!isLoopback(settings.text("server.host"))) {
                settings.problem(
                        "vault.keys (PARLEY_VAULT_KEYS) must be set for a server that others reach;"
                                + " a key: echo k1:$(openssl rand -base64 32)");
            }
        } catch (VaultKeysException e) {
            settings.problem("vault.keys (PARLEY_VAULT_KEYS): " + e.getMessage());
        }
        return new Vault(keys);
    }

    private static Model model(Settings settings) {
        String baseUrl = settings.text("model.baseUrl");
        if (!baseUrl.isEmpty() && !isHttpUrl(baseUrl)) {
            settings.problem(
                    "model.baseUrl (OPENAI_BASE_URL) must be a URL such as"
                            + " http://localhost:11434/v1, not "
                            + baseUrl);
        }
        String name = settings.text("model.name");
        if (name.isBlank()) {
            settings.problem("model.name (OPENAI_MODEL) must not be empty");
        }
        Set<String> names = new LinkedHashSet<>(List.of(name));
        for (String other : settings.texts("model.others")) {
            if (other.isBlank() || other.length() > MODEL_NAME_LENGTH_MAX) {
                settings.problem("model.others must hold names of models, not '" + other + "'");
            }
            names.add(other);
        }
        return new Model(
                settings.text("model.apiKey"),
                baseUrl,
                List.copyOf(names),
                api(settings),
                settings.duration("model.silenceMax"),
                settings.duration("model.callTimeMax"),
                settings.number("model.retriesMax", 0, 10));
    }

    private static Api api(Settings settings) {
        String api = settings.text("model.api");
        return switch (api.toLowerCase(Locale.ROOT)) {
            case "chat-completions" -> Api.CHAT_COMPLETIONS;
            case "responses" -> Api.RESPONSES;
            default -> {
                settings.problem(
                        "model.api (OPENAI_API) must be chat-completions or responses, not " + api);
                yield Api.CHAT_COMPLETIONS;
            }
        };
    }

    private static TurnLimits limits(Settings settings) {
        return new TurnLimits(
                settings.number("limits.steps", 1, 1_000),
                settings.number("limits.callsPerStep", 1, 1_000),
                settings.number("limits.outputTokens", 1, 10_000_000),
                settings.number("limits.toolResultChars", 1, 100_000_000),
                settings.duration("limits.toolTime"),
                settings.duration("limits.turnTime"));
    }

    private static AttachmentLimits attachments(Settings settings) {
        return new AttachmentLimits(
                settings.number("limits.attachmentBytes", 1, 100_000_000),
                settings.number("limits.attachmentsOfUserBytes", 1, Integer.MAX_VALUE),
                settings.number("limits.attachmentsShownBytes", 1, 1_000_000_000));
    }

    private static boolean isLoopback(String host) {
        try {
            // Java takes the empty name for the loopback; a server cannot be reached under it.
            return !host.isBlank() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static boolean isOrigin(String text) {
        if (!isHttpUrl(text)) {
            return false;
        }
        URI uri = URI.create(text);
        return uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getRawUserInfo() == null;
    }

    static boolean isHttpUrl(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
