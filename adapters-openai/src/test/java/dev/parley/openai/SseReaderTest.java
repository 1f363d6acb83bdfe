package dev.parley.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void allThreeLineEndsAreRead(String end) throws IOException {
        String body = "data: a" + end + end + "data: b" + end + "data: c" + end + end;

        assertThat(read(body)).containsExactly("a", "b\nc");
    }

    @Test
    void commentsOtherFieldsAndEmptyEventsAreSkipped() throws IOException {
        String body =
                ": hello\n\n:\n\nid: 7\nretry: 10\nevent: x\n\n\n\ndatax: no\ndata:one\nid\ndata:  two\n\n";

        assertThat(read(body)).containsExactly("one\n two");
    }

    @Test
    void aFieldWithoutColonOrValueIsEmpty() throws IOException {
        assertThat(read("data\n\ndata:\n\ndata: \n\n")).containsExactly("", "", "");
    }

    @Test
    void emptyLinesOfDataAreKept() throws IOException {
        assertThat(read("data\ndata\ndata: a\ndata\n\n")).containsExactly("\n\na\n");
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        assertThat(read("\uFEFFdata: a\n\n")).containsExactly("a");
    }

    @Test
    void anErrorEventIsToldApart() throws IOException {
        SseReader reader =
                new SseReader(bytes("event: error\ndata: a\n\nevent: errors\ndata: b\n\n"));

        reader.next();
        assertThat(reader.isError()).isTrue();

        reader.next();
        assertThat(reader.isError()).isFalse();
    }

    @Test
    void aLastLineWithoutItsEndIsDroppedAndOneWithItsEndIsKept() throws IOException {
        assertThat(read("data: a\n\ndata: b")).containsExactly("a");
        assertThat(read("data: a\n\ndata: b\n")).containsExactly("a", "b");
    }

    @Test
    void longEventsGrowTheBuffer() throws IOException {
        String large = "é".repeat(100_000);

        assertThat(read("data: a\n\ndata: " + large + "\ndata: b\n\ndata: c\n\n"))
                .containsExactly("a", large + "\nb", "c");
    }

    @Test
    void anEndlessLineIsRefused() {
        InputStream endless =
                new InputStream() {
                    @Override
                    public int read() {
                        return 'x';
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        Arrays.fill(target, offset, offset + length, (byte) 'x');
                        return length;
                    }
                };

        assertThatThrownBy(() -> new SseReader(endless).next())
                .isInstanceOf(SseReader.TooLongException.class);
    }

    private static List<String> read(String body) throws IOException {
        List<String> whole = read(new SseReader(bytes(body)));
        List<String> bytewise = read(new SseReader(oneByteAtATime(body)));
        assertThat(bytewise).isEqualTo(whole);
        return whole;
    }

    private static List<String> read(SseReader reader) throws IOException {
        List<String> events = new ArrayList<>();
        while (reader.next()) {
            events.add(
                    new String(
                            reader.buffer(),
                            reader.dataStart(),
                            reader.dataLength(),
                            StandardCharsets.UTF_8));
        }
        return events;
    }

    private static InputStream bytes(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream oneByteAtATime(String body) {
        return new FilterInputStream(bytes(body)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 1));
            }
        };
    }
}
