package dev.parley.app.demo;

import dev.parley.model.ChatModel;
import dev.parley.model.ModelException;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A model that is none: rules look for words in what the user said, call the tools of whatever
 * servers are connected, and write up their real results. It says so in its first answer. Safe for
 * use by many threads.
 */
public final class DemoChatModel implements ChatModel {

    /** About as fast as people are used to. */
    public static final Duration TOKEN_PAUSE = Duration.ofMillis(20);

    /** The line with which the first answer of a conversation begins. */
    public static final String CONFESSION = "> demo model: no language model is configured";

    /** The first rule that has an answer gives it. */
    private static final List<Rule> RULES =
            List.of(
                    new UnhappyResultRule(),
                    new FailureRule(),
                    new LongTextRule(),
                    new AttachmentRule(),
                    NamedToolRule.byExactName(),
                    new TriageRule(),
                    new ReleaseReportRule(),
                    new WhatBrokeRule(),
                    IssueActionRule.resolve(),
                    IssueActionRule.escalate(),
                    IssueActionRule.analyze(),
                    new ChartRule(),
                    NamedToolRule.byKeyword(),
                    IssueActionRule.show());

    private final Duration tokenPause;

    public DemoChatModel() {
        this(TOKEN_PAUSE);
    }

    /** A model that waits {@code tokenPause} before each word; zero streams without waiting. */
    public DemoChatModel(Duration tokenPause) {
        if (tokenPause.isNegative()) {
            throw new IllegalArgumentException("token pause is negative: " + tokenPause);
        }
        this.tokenPause = tokenPause;
    }

    @Override
    public ModelStream open(ModelRequest request) {
        if (Thread.currentThread().isInterrupted()) {
            throw DemoModelStream.interrupted();
        }
        Situation situation = Situation.of(request);
        DemoAnswer answer = answer(situation).behind(situation.said());
        if (answer instanceof DemoAnswer.Failure failure && failure.text().isEmpty()) {
            throw failure.toException();
        }
        if (situation.firstAnswer()) {
            answer = answer.startingWith(CONFESSION);
        }
        return new DemoModelStream(request, answer, tokenPause);
    }

    private static DemoAnswer answer(Situation situation) {
        return RULES.stream()
                .map(rule -> rule.answer(situation))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> Help.of(situation));
    }

    /** How the demo model fails; the message is for the user. */
    static ModelException failure(ModelException.Kind kind, String message) {
        return kind == ModelException.Kind.RATE_LIMITED
                ? new ModelException(kind, message, null, Duration.ofSeconds(5))
                : new ModelException(kind, message, null);
    }
}
