package dev.parley.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.mcp.EventStream.Event;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventStreamTest {

    private static final int BYTES_MAX = 1000;

    private final StreamPosition position = new StreamPosition();

    private List<Event> read(String text) throws IOException {
        EventStream stream = over(text);
        List<Event> events = new ArrayList<>();
        for (var event = stream.next(); event.isPresent(); event = stream.next()) {
            events.add(event.get());
        }
        return events;
    }

    private EventStream over(String text) {
        return over(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private EventStream over(InputStream input) {
        return new EventStream(input, BYTES_MAX, position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void linesEndInThreeWays(String end) throws IOException {
        List<Event> events = read("event: a\ndata: 1\ndata:2\n\ndata\n\n".replace("\n", end));

        assertThat(events).containsExactly(new Event("a", "1\n2"), new Event("", ""));
    }

    @Test
    void emptyDataAndOtherTypesAreNoMessage() throws IOException {
        assertThat(
                        read(
                                "id: 7\ndata:\n\ndata: x\n\nevent: message\ndata: y\n\nevent: z\ndata: z\n\n"))
                .filteredOn(Event::isMessage)
                .extracting(Event::data)
                .containsExactly("x", "y");
        assertThat(position.lastEventId()).isEqualTo("7");
    }

    @Test
    void aByteOrderMarkAndCommentsAreSkipped() throws IOException {
        assertThat(read("\uFEFF: hello\ndata: ✓ x\n:\nunknown: y\n\n"))
                .containsExactly(new Event("", "✓ x"));
    }

    @Test
    void anEventTheStreamEndsInDoesNotCount() throws IOException {
        assertThat(read("id: 1\ndata: whole\n\nid: 2\ndata: half\n")).hasSize(1);
        assertThat(position.lastEventId()).isEqualTo("1");
    }

    @Test
    void anIdIsKeptUntilTheNextOneAndAnEmptyOneForgetsIt() throws IOException {
        EventStream stream = over("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n");

        stream.next();
        stream.next();
        String kept = position.lastEventId();
        stream.next();

        assertThat(kept).isEqualTo("1");
        assertThat(position.lastEventId()).isEmpty();
    }

    @Test
    void idsThatCannotBeSentBackAreNotKept() throws IOException {
        read("id: 1\u0000\ndata: a\n\nid: " + "x".repeat(1025 - 200) + "\ndata: b\n\n");
        String usual = position.lastEventId();
        position.reached("x".repeat(1025));

        assertThat(usual).hasSize(825);
        assertThat(position.lastEventId()).isEmpty();
    }

    @Test
    void theServerSaysHowLongToWait() throws IOException {
        Duration unasked = position.delay(0);
        read("retry: 500\n\nretry: soon\n\n");

        assertThat(unasked).isEqualTo(Duration.ofSeconds(1));
        assertThat(position.delay(0)).isEqualTo(Duration.ofMillis(500));
        assertThat(position.delay(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(position.delay(50)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void theWaitIsNeitherNothingNorForEver() throws IOException {
        read("retry: 0\n\n");
        Duration shortest = position.delay(0);
        read("retry: 999999999999\n\n");

        assertThat(shortest).isEqualTo(Duration.ofMillis(100));
        assertThat(position.delay(9)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void e06AnEventOfTooManyLinesIsGivenUp() {
        assertThatThrownBy(() -> read("data: 0123456789\n".repeat(100) + "\n"))
                .isInstanceOf(MessageTooLarge.class);
    }

    @Test
    void e06ALineWithoutEndIsGivenUpAtTheLimit() {
        CountingInput endless = new CountingInput();

        assertThatThrownBy(() -> over(endless).next()).isInstanceOf(MessageTooLarge.class);
        assertThat(endless.read).isEqualTo(BYTES_MAX + 1);
    }

    @Test
    void commentsMayGoOnForEver() throws IOException {
        assertThat(read(": ping\n".repeat(BYTES_MAX) + "data: x\n\n")).hasSize(1);
    }

    /** One letter, again and again. */
    private static final class CountingInput extends InputStream {

        private int read;

        @Override
        public int read() {
            read++;
            return 'x';
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            throw new UnsupportedOperationException("would read more than is needed");
        }
    }
}
