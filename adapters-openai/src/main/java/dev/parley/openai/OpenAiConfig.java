package dev.parley.openai;

import dev.parley.token.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/**
 * Which models to ask, where, and for how long.
 *
 * @param baseUrl where the API begins, {@code https://api.openai.com/v1}
 * @param apiKey sent as bearer token; servers without keys (Ollama) ignore it, any text will do
 * @param models the models' names as the server knows them, the one asked by default first
 * @param api which of the two wires to speak
 * @param outputLimit under which name chat completions send the limit of output tokens
 * @param silenceMax how long the server may send no byte while we wait for it. Comments that keep
 *     the connection alive are bytes: a server that thinks for long says so by them
 * @param callTimeMax how long one answer may take in all, whatever is sent meanwhile
 * @param retriesMax how often a call that failed before its first event is tried again
 * @param connectTimeMax how long one attempt to connect may take
 */
public record OpenAiConfig(
        String baseUrl,
        Secret apiKey,
        List<String> models,
        Api api,
        OutputLimit outputLimit,
        Duration silenceMax,
        Duration callTimeMax,
        int retriesMax,
        Duration connectTimeMax) {

    /** The two wires of OpenAI. */
    public enum Api {
        /** Spoken by nearly every server. */
        CHAT_COMPLETIONS,
        /** OpenAI's newer one; used without keeping anything at the provider. */
        RESPONSES
    }

    /** The two names of one limit: OpenAI refuses the old one, most other servers lack the new. */
    public enum OutputLimit {
        MAX_COMPLETION_TOKENS,
        MAX_TOKENS;

        private static OutputLimit at(String host) {
            return host.endsWith("openai.com") || host.endsWith(".azure.com")
                    ? MAX_COMPLETION_TOKENS
                    : MAX_TOKENS;
        }
    }

    private static final int RETRIES_MAX = 10;

    public OpenAiConfig {
        host(baseUrl);
        if (!apiKey.reveal().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException(
                    "the model's key holds a space or another character no key has: copy it again");
        }
        models = List.copyOf(models);
        if (models.isEmpty() || models.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "the model's name is empty: give the one the server at " + baseUrl + " knows");
        }
        positive("silenceMax", silenceMax);
        positive("callTimeMax", callTimeMax);
        positive("connectTimeMax", connectTimeMax);
        if (retriesMax < 0 || retriesMax > RETRIES_MAX) {
            throw new IllegalArgumentException(
                    "retriesMax must be 0 to " + RETRIES_MAX + ", not " + retriesMax);
        }
    }

    /** Chat completions with the default limits: 60 s silence, 15 min in all, 2 retries. */
    public static OpenAiConfig of(String baseUrl, Secret apiKey, String model) {
        return new OpenAiConfig(
                baseUrl,
                apiKey,
                List.of(model),
                Api.CHAT_COMPLETIONS,
                OutputLimit.at(host(baseUrl)),
                Duration.ofSeconds(60),
                Duration.ofMinutes(15),
                2,
                Duration.ofSeconds(10));
    }

    /** The model to name in a request that asks for {@code wanted}, which may be empty. */
    String model(String wanted) {
        return wanted.isEmpty() ? models.getFirst() : wanted;
    }

    public OpenAiConfig withModels(List<String> newModels) {
        return new OpenAiConfig(
                baseUrl,
                apiKey,
                newModels,
                api,
                outputLimit,
                silenceMax,
                callTimeMax,
                retriesMax,
                connectTimeMax);
    }

    public OpenAiConfig withApi(Api newApi) {
        return new OpenAiConfig(
                baseUrl,
                apiKey,
                models,
                newApi,
                outputLimit,
                silenceMax,
                callTimeMax,
                retriesMax,
                connectTimeMax);
    }

    public OpenAiConfig withOutputLimit(OutputLimit newOutputLimit) {
        return new OpenAiConfig(
                baseUrl,
                apiKey,
                models,
                api,
                newOutputLimit,
                silenceMax,
                callTimeMax,
                retriesMax,
                connectTimeMax);
    }

    public OpenAiConfig withLimits(
            Duration newSilenceMax, Duration newCallTimeMax, int newRetriesMax) {
        return new OpenAiConfig(
                baseUrl,
                apiKey,
                models,
                api,
                outputLimit,
                newSilenceMax,
                newCallTimeMax,
                newRetriesMax,
                connectTimeMax);
    }

    private static String host(String baseUrl) {
        try {
            URI uri = new URI(baseUrl);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri.getHost();
            }
        } catch (URISyntaxException e) {
            // Said below, without the parser's words.
        }
        // The value may hold a password, so it is not repeated.
        throw new IllegalArgumentException(
                "the model's base URL must look like https://api.openai.com/v1, without a user");
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be longer than zero, not " + value);
        }
    }
}
