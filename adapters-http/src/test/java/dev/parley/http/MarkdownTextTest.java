package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkdownTextTest {

    @Test
    void aBlockThatWasLeftOpenIsClosed() {
        assertThat(MarkdownText.closed("a\n```js\nb")).isEqualTo("a\n```js\nb\n```\n");
        assertThat(MarkdownText.closed("~~~~\n```\n~~~\nb")).endsWith("b\n~~~~\n");
        assertThat(MarkdownText.closed("```\nb\n```\nc")).isEqualTo("```\nb\n```\nc\n");
        assertThat(MarkdownText.closed("- ```js\n  b\n  ```\nc")).endsWith("c\n");
        assertThat(MarkdownText.closed("```not` a fence\nb")).endsWith("\nb\n");
    }

    @Test
    void tagsAreTextOutsideOfCodeAndCodeIsLeftAlone() {
        assertThat(MarkdownText.closed("<!-- a <b> 1 < 2 <https://x.example> `<i>` ``<u>` ``"))
                .isEqualTo("\\<!-- a \\<b> 1 < 2 <https://x.example> `<i>` ``<u>` ``\n");
        assertThat(MarkdownText.closed("```\n<b>\n```\n</b>")).isEqualTo("```\n<b>\n```\n\\</b>\n");
    }

    @Test
    void aFenceIsLongerThanAnyInTheCode() {
        assertThat(MarkdownText.fenced("", "a\n````\nb")).isEqualTo("`````\na\n````\nb\n`````\n");
    }
}
