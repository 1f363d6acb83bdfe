package dev.parley.requirement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequirementCountsTest {

    @Test
    void theHeadOfANameIsItsIds() {
        assertThat(RequirementIds.of("v07v08NothingIsInTheFiles")).containsExactly("V-07", "V-08");
        assertThat(RequirementIds.of("e01Denied")).containsExactly("E-01");
        assertThat(RequirementIds.of("closesInTime")).isEmpty();
        assertThat(RequirementIds.of("h2File")).isEmpty();
        assertThat(RequirementIds.of("b64lower")).isEmpty();
    }

    @Test
    void aRequirementWithOneFailedTestDoesNotHold() {
        assertThat(
                        RequirementCounts.lines(
                                Map.of("E-01", true, "E-02", false, "L-10", true, "E-11", true)))
                .containsExactly(
                        "requirements E: 2 of 3 hold: E-01 E-11",
                        "requirements L: 1 of 1 hold: L-10");
    }
}
