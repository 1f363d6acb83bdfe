package dev.parley.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SchemaSizeTest {

    @Test
    void e15ThirtyTwoSchemasMayBeNestedAndNoMore() {
        assertThat(SchemaSize.problem(nested(32))).isEmpty();
        assertThat(SchemaSize.problem(nested(33)).orElseThrow()).contains("more than 32 deep");
        assertThat(SchemaSize.problem(anyOf(32))).isEmpty();
        assertThat(SchemaSize.problem(anyOf(33)).orElseThrow()).contains("more than 32 deep");
    }

    @Test
    void e15FiveThousandSubschemasAreAcceptedAndNoMore() {
        assertThat(SchemaSize.problem(wide(4_999))).isEmpty();
        assertThat(SchemaSize.problem(wide(5_000)).orElseThrow()).contains("5000 subschemas");
    }

    @Test
    void e15WhatIsHiddenUnderUnknownKeywordsCounts() {
        assertThat(SchemaSize.problem(Map.of("x-mine", nested(32))).orElseThrow())
                .contains("more than 32 deep");
    }

    private static Map<String, Object> nested(int depth) {
        Map<String, Object> schema = Map.of("type", "object");
        for (int i = 1; i < depth; i++) {
            schema = Map.of("properties", Map.of("properties", schema));
        }
        return schema;
    }

    private static Map<String, Object> anyOf(int depth) {
        Map<String, Object> schema = Map.of("type", "object");
        for (int i = 1; i < depth; i++) {
            schema = Map.of("anyOf", List.of(schema));
        }
        return schema;
    }

    private static Map<String, Object> wide(int subschemas) {
        List<Object> alternatives = new ArrayList<>();
        for (int i = 0; i < subschemas; i++) {
            alternatives.add(Map.of());
        }
        return Map.of("anyOf", alternatives);
    }
}
