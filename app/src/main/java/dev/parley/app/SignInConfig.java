package dev.parley.app;

import dev.parley.access.SessionLimits;
import dev.parley.signin.OpenIdSettings;
import dev.parley.signin.SentrySettings;
import dev.parley.token.Secret;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The settings of the sign-in.
 *
 * @param approvalAgeMax how long after it tool calls can be approved
 */
record SignInConfig(Way way, SessionLimits sessions, Duration approvalAgeMax) {

    private static final String SERVER = "server:";

    /** How people come in. */
    sealed interface Way {

        /** Nobody signs in; for a loopback address. */
        record Local() implements Way {}

        record OpenId(OpenIdSettings settings) implements Way {}

        record Sentry(SentrySettings settings) implements Way {}

        /** By the OAuth of one server of mcp.json. */
        record Server(String name) implements Way {}
    }

    boolean local() {
        return way instanceof Way.Local;
    }

    static SignInConfig read(Settings settings) {
        Duration idleMax = settings.duration("sessions.idleMax");
        Duration ageMax = settings.duration("sessions.ageMax");
        SessionLimits sessions = SessionLimits.DEFAULT;
        try {
            sessions = new SessionLimits(idleMax, ageMax);
        } catch (IllegalArgumentException e) {
            settings.problem(
                    "sessions.idleMax must be longer than a minute and no longer than"
                            + " sessions.ageMax");
        }
        return new SignInConfig(
                way(settings), sessions, settings.duration("sessions.approvalAgeMax"));
    }

    private static Way way(Settings settings) {
        String way = settings.text("signIn");
        return switch (way) {
            case "" -> chosen(settings);
            case "local" -> new Way.Local();
            case "openid" -> openId(settings);
            case "sentry" -> sentry(settings);
            default -> {
                if (!way.startsWith(SERVER) || way.length() == SERVER.length()) {
                    settings.problem(
                            "signIn must be local, openid, sentry or server:NAME, not " + way);
                    yield new Way.Local();
                }
                yield new Way.Server(way.substring(SERVER.length()));
            }
        };
    }

    /** By what there are settings for. */
    private static Way chosen(Settings settings) {
        boolean openId = !settings.text("openid.issuer").isEmpty();
        boolean sentry = !settings.text("sentry.clientId").isEmpty();
        if (openId && sentry) {
            settings.problem(
                    "there are settings for two sign-ins: say signIn = openid or signIn = sentry");
        }
        if (openId) {
            return openId(settings);
        }
        return sentry ? sentry(settings) : new Way.Local();
    }

    private static Way openId(Settings settings) {
        String issuer = required(settings, "openid.issuer", "PARLEY_OIDC_ISSUER");
        if (!issuer.isEmpty() && !AppConfig.isHttpUrl(issuer)) {
            settings.problem(
                    "openid.issuer (PARLEY_OIDC_ISSUER) must be a URL such as"
                            + " https://id.example.com, not "
                            + issuer);
        }
        String clientId = required(settings, "openid.clientId", "PARLEY_OIDC_CLIENT_ID");
        String secret = settings.text("openid.clientSecret");
        return new Way.OpenId(
                new OpenIdSettings(
                        settings.text("openid.name"),
                        issuer,
                        clientId,
                        secret.isEmpty() ? null : Secret.of(secret),
                        settings.texts("openid.scopes"),
                        settings.text("openid.organizationsClaim"),
                        settings.flag("openid.logoutAtProvider")));
    }

    private static Way sentry(Settings settings) {
        String host = settings.text("sentry.host");
        String url = host.contains("://") ? host : "https://" + host;
        if (!AppConfig.isOrigin(url)) {
            settings.problem(
                    "sentry.host (SENTRY_HOST) must be a host such as sentry.io, not " + host);
            url = "https://sentry.io";
        }
        String clientId = required(settings, "sentry.clientId", "SENTRY_CLIENT_ID");
        String secret = required(settings, "sentry.clientSecret", "SENTRY_CLIENT_SECRET");
        List<String> scopes = settings.texts("sentry.scopes");
        return new Way.Sentry(
                new SentrySettings(
                        url,
                        clientId,
                        Secret.of(secret.isEmpty() ? "none" : secret),
                        scopes.isEmpty()
                                ? SentrySettings.SCOPES_DEFAULT
                                : Set.copyOf(new HashSet<>(scopes)),
                        settings.text("sentry.server")));
    }

    private static String required(Settings settings, String path, String variable) {
        String value = settings.text(path);
        if (value.isBlank()) {
            settings.problem(path + " (" + variable + ") must be set for this sign-in");
        }
        return value;
    }
}
