package dev.parley.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conversation.ConversationId;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link FailpointIT} does, without processes and files: quick to say that turns broke. */
final class DeathInMemoryTest {

    private static final int TOKENS = 3;

    @ParameterizedTest
    @EnumSource(Script.Kind.class)
    void f05NothingIsLostWhicheverStepIsTheLast(Script.Kind kind, @TempDir Path folder)
            throws Exception {
        World world = new MemoryWorld(folder);
        Recorder recorder = new Recorder();

        int deaths;
        try (Succession lives = new Succession(world)) {
            int step = 0;
            do {
                step++;
                lives.current().ask("arm " + step);
                String key = kind.name().toLowerCase(Locale.ROOT) + step;
                new Client(new ConversationId(key), recorder, lives)
                        .converse(new Script(key, kind, TOKENS));
            } while (lives.deaths() == step);
            deaths = lives.deaths();
        }

        assertThat(HistoryChecker.check(recorder.history(world))).isEmpty();
        assertThat(deaths).isGreaterThan(10);
    }
}
