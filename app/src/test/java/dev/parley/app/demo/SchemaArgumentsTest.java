package dev.parley.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchemaArgumentsTest {

    @Test
    void takesNumbersInOrder() {
        String schema =
                """
                {"properties":{"a":{"type":"number"},"b":{"type":"integer"}},"required":["a","b"]}""";

        assertThat(find(schema, "3.5 and 4")).isEqualTo("{\"a\":3.5,\"b\":4}");
    }

    @Test
    void matchesChoicesAsWholeWords() {
        String schema =
                """
                {"properties":{"unit":{"type":"string","enum":["c","celsius"]}}}""";

        assertThat(find(schema, "in Celsius please")).isEqualTo("{\"unit\":\"celsius\"}");
    }

    @Test
    void prefersQuotedTexts() {
        String schema =
                """
                {"properties":{"title":{"type":"string"},"body":{"type":"string"}},\
                "required":["title","body"]}""";

        assertThat(find(schema, "with \"One\" and 'Two words'"))
                .isEqualTo("{\"title\":\"One\",\"body\":\"Two words\"}");
    }

    @Test
    void takesNamedValues() {
        String schema =
                """
                {"properties":{"city":{"type":"string"},"days":{"type":"integer"},\
                "note":{"type":"string"}},"required":["city"]}""";

        assertThat(find(schema, "days=3 note: \"bring a coat\" for Paris"))
                .isEqualTo("{\"days\":3,\"note\":\"bring a coat\",\"city\":\"Paris\"}");
    }

    @Test
    void takesAWholeObject() {
        assertThat(find("{}", "with {\"x\": [1, 2]}")).isEqualTo("{\"x\":[1,2]}");
    }

    @Test
    void putsIdsInCapitalsWhereIdsBelong() {
        String schema =
                """
                {"properties":{"comment":{"type":"string"},"issueId":{"type":"string"}}}""";

        assertThat(find(schema, "parley-12")).isEqualTo("{\"issueId\":\"PARLEY-12\"}");
    }

    @Test
    void fillsAnOptionalSearchTextButNoOther() {
        String schema =
                """
                {"properties":{"query":{"type":"string"},"comment":{"type":"string"}}}""";

        assertThat(find(schema, "for timeouts")).isEqualTo("{\"query\":\"timeouts\"}");
    }

    @Test
    void splitsAListAtCommas() {
        String schema = "{\"properties\":{\"tags\":{\"type\":\"array\"}},\"required\":[\"tags\"]}";

        assertThat(find(schema, "red, green")).isEqualTo("{\"tags\":[\"red\",\"green\"]}");
    }

    @Test
    void namesWhatIsMissing() {
        String schema = "{\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}";

        assertThat(SchemaArguments.of(Chat.tool("s", "t", schema), "many").missing())
                .containsExactly("n");
    }

    @Test
    void survivesASchemaThatIsNone() {
        assertThat(find("nonsense", "hello")).isEqualTo("{}");
        assertThat(find("[]", "hello")).isEqualTo("{}");
    }

    private static String find(String schema, String said) {
        return SchemaArguments.of(Chat.tool("s", "t", schema), said).arguments().toString();
    }
}
