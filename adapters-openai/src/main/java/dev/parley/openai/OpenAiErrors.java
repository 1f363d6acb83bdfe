package dev.parley.openai;

import com.openai.core.http.Headers;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIServiceException;
import dev.parley.model.ModelException;
import dev.parley.model.ModelException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what a provider's refusal means, in our words. Its own may quote the key or the prompt, so
 * neither its message nor the SDK's exception, which repeats it, is passed on; its error code is,
 * when it is a plain word.
 */
final class OpenAiErrors {

    private static final Pattern PLAIN_WORD = Pattern.compile("[a-z0-9_]{1,64}");

    /** A failed attempt: {@code again} says whether the same request may fare better. */
    record Failure(ModelException exception, boolean again) {}

    private OpenAiErrors() {}

    static Failure failure(OpenAIException e, Instant now) {
        if (e instanceof OpenAIServiceException refusal) {
            return refused(refusal, now);
        }
        if (e instanceof OpenAIInvalidDataException) {
            return new Failure(
                    new ModelException(
                            Kind.MALFORMED, "The model's provider sent what is not JSON.", null),
                    false);
        }
        return new Failure(
                new ModelException(Kind.UNAVAILABLE, "The model could not be asked.", e), true);
    }

    /** An error that came as an event of the answer. */
    static ModelException inStream(ErrorObject error) {
        Kind kind = kind(error.code(), error.type());
        String sentence =
                switch (kind) {
                    case RATE_LIMITED -> "The model's provider has too much to do";
                    case UNAUTHENTICATED -> "The model's provider refused the key";
                    case REJECTED -> "The model's provider refused the request";
                    default -> "The model's provider failed while it answered";
                };
        return new ModelException(kind, sentence + word(error.code(), error.type()) + ".", null);
    }

    private static Kind kind(String code, String type) {
        String both = code + " " + type;
        if (both.contains("rate_limit") || both.contains("quota") || code.equals("429")) {
            return Kind.RATE_LIMITED;
        }
        if (both.contains("authentication") || both.contains("api_key") || code.equals("401")) {
            return Kind.UNAUTHENTICATED;
        }
        boolean clientError = code.length() == 3 && code.charAt(0) == '4' && !code.equals("408");
        if (both.contains("invalid") || both.contains("context_length") || clientError) {
            return Kind.REJECTED;
        }
        return Kind.UNAVAILABLE;
    }

    private static Failure refused(OpenAIServiceException e, Instant now) {
        int status = e.statusCode();
        String code = e.code().orElse("");
        String type = e.type().orElse("");
        Duration retryAfter =
                RetryAfter.of(header(e, "retry-after-ms"), header(e, "retry-after"), now);
        boolean noQuota =
                status == 402
                        || code.equals("insufficient_quota")
                        || type.equals("insufficient_quota");
        Kind kind = noQuota ? Kind.RATE_LIMITED : kind(status);
        String sentence =
                switch (kind) {
                    case UNAUTHENTICATED ->
                            "The model's provider refused the key. Check the key and its rights";
                    case RATE_LIMITED ->
                            noQuota
                                    ? "The account at the model's provider has no quota left"
                                    : "The model is busy: too many requests";
                    case REJECTED -> rejected(status);
                    default -> "The model's provider failed";
                };
        ModelException exception =
                new ModelException(
                        kind,
                        sentence + " (status " + status + word(code, type) + ").",
                        null,
                        retryAfter);
        boolean again = (kind == Kind.RATE_LIMITED && !noQuota) || kind == Kind.UNAVAILABLE;
        return new Failure(exception, again);
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401, 403 -> Kind.UNAUTHENTICATED;
            case 429 -> Kind.RATE_LIMITED;
            case 408 -> Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.REJECTED;
        };
    }

    private static String rejected(int status) {
        if (status == 404) {
            return "The model's provider does not know the model or the address. "
                    + "Check the model's name and the base URL";
        }
        if (status >= 300 && status < 400) {
            return "The model's provider answered with a redirect, which is not followed. "
                    + "Set the base URL to where it leads";
        }
        return "The model's provider refused the request";
    }

    private static String word(String code, String type) {
        for (String word : new String[] {code, type}) {
            if (PLAIN_WORD.matcher(word).matches()) {
                return ", " + word;
            }
        }
        return "";
    }

    private static @Nullable String header(OpenAIServiceException e, String name) {
        Headers headers = e.headers();
        return headers.values(name).stream().findFirst().orElse(null);
    }
}
