package dev.parley.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolNamesTest {

    @Test
    void plainNamesStayReadable() {
        assertThat(ToolNames.exposed("sentry", "search_issues")).isEqualTo("sentry__search_issues");
        assertThat(ToolNames.exposed("a-b", "get-sum")).isEqualTo("a-b__get-sum");
    }

    @Test
    void everyNameIsLegalForEveryProviderAndNoTwoToolsShareOne() {
        List<String> servers =
                List.of("a", "a_", "a__b", "a_b", "my server", "@org/x", "é", "x".repeat(80), "A");
        List<String> tools =
                List.of("b", "_b", "b__c", "__b", "do.it", "do it", "ü", "y".repeat(120), "B");
        Map<String, String> seen = new HashMap<>();

        for (String server : servers) {
            for (String tool : tools) {
                String name = ToolNames.exposed(server, tool);
                assertThat(name).matches("[A-Za-z0-9_-]{1,64}");
                assertThat(seen.put(name, server + " / " + tool)).as(name).isNull();
            }
        }
    }

    @Test
    void nameThatLooksLikeAHashedOneIsHashedToo() {
        String hashed = ToolNames.exposed("a", "do.it");

        String claimed = ToolNames.exposed("a", hashed.substring("a__".length()));

        assertThat(claimed).isNotEqualTo(hashed);
    }

    @Test
    void nameDependsOnNothingButServerAndTool() {
        assertThat(ToolNames.exposed("@org/x", "do.it"))
                .isEqualTo(ToolNames.exposed("@org/x", "do.it"));
    }
}
