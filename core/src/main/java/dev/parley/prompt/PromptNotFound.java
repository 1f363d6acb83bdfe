package dev.parley.prompt;

/** There is no such prompt. */
public final class PromptNotFound extends RuntimeException {

    public PromptNotFound(String server, String prompt) {
        super("no prompt " + server + ":" + prompt);
    }
}
