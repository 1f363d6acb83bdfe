package dev.parley.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.tool.ToolPolicy.Decision;
import dev.parley.tool.ToolPolicy.Rules;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolPolicyTest {

    private static final ToolAnnotations READ_ONLY = new ToolAnnotations(true, false, true, false);

    @Test
    void toolThatSaysItOnlyReadsIsBelievedOnTrustedServersOnly() {
        assertThat(decide(rules(true), "get", READ_ONLY)).isEqualTo(Decision.ALLOW);
        assertThat(decide(rules(false), "get", READ_ONLY)).isEqualTo(Decision.ASK);
        assertThat(decide(rules(true), "get", ToolAnnotations.UNKNOWN)).isEqualTo(Decision.ASK);
    }

    @Test
    void serverWithoutRulesIsAsked() {
        Tool tool = Tool.of("other", "get", "", "", "{}", READ_ONLY);

        assertThat(new ToolPolicy(Map.of()).decide(tool)).isEqualTo(Decision.ASK);
    }

    @Test
    void strictestListWins() {
        Rules rules = new Rules(true, List.of("*"), List.of("set_*"), List.of("drop_?"));

        assertThat(decide(rules, "anything", ToolAnnotations.UNKNOWN)).isEqualTo(Decision.ALLOW);
        assertThat(decide(rules, "set_name", READ_ONLY)).isEqualTo(Decision.ASK);
        assertThat(decide(rules, "drop_1", READ_ONLY)).isEqualTo(Decision.DENY);
        assertThat(decide(rules, "drop_12", ToolAnnotations.UNKNOWN)).isEqualTo(Decision.ALLOW);
    }

    @Test
    void globsMatchWholeNamesAndTakeOtherSignsLiterally() {
        Rules rules = new Rules(false, List.of("a.b", "c\\E.*"), List.of(), List.of());

        assertThat(decide(rules, "a.b", ToolAnnotations.UNKNOWN)).isEqualTo(Decision.ALLOW);
        assertThat(decide(rules, "axb", ToolAnnotations.UNKNOWN)).isEqualTo(Decision.ASK);
        assertThat(decide(rules, "a.bc", ToolAnnotations.UNKNOWN)).isEqualTo(Decision.ASK);
        assertThat(decide(rules, "c\\E.x", ToolAnnotations.UNKNOWN)).isEqualTo(Decision.ALLOW);
    }

    private static Rules rules(boolean trusted) {
        return new Rules(trusted, List.of(), List.of(), List.of());
    }

    private static Decision decide(Rules rules, String remoteName, ToolAnnotations annotations) {
        Tool tool = Tool.of("shop", remoteName, "", "", "{}", annotations);
        return new ToolPolicy(Map.of("shop", rules)).decide(tool);
    }
}
