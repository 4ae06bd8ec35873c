package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.slo.EvictionRules.Limit;
import io.sublet.model.slo.EvictionRules.Satisfaction;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvictionSectionTest {
    @Test
    void everyFieldIsRead() {
        assertThat(parse("""
                {"enable": true, "cpuEvictBESatisfactionLowerPercent": 30, "cpuEvictBESatisfactionUpperPercent": 60,
                 "cpuEvictBEUsageThresholdPercent": 80, "cpuEvictPolicy": "evictByAllocatable", "cpuEvictTimeWindowSeconds": 20,
                 "cpuEvictThresholdPercent": 90, "cpuEvictLowerPercent": 75, "memoryEvictThresholdPercent": 85,
                 "memoryEvictLowerPercent": 80, "cpuAllocatableEvictThresholdPercent": 120,
                 "cpuAllocatableEvictLowerPercent": 105, "memoryAllocatableEvictThresholdPercent": 130,
                 "memoryAllocatableEvictLowerPercent": 115, "evictEnabledPriorityThreshold": 5999,
                 "allocatableEvictPriorityThreshold": 7999}"""))
                .isEqualTo(new EvictionRules(
                        true,
                        Optional.of(
                                new Satisfaction(new Percent(30), new Percent(60), new Percent(80), Limit.ALLOCATABLE)),
                        Duration.ofSeconds(20),
                        Optional.of(band(90, 75)),
                        band(85, 80),
                        band(120, 105),
                        band(130, 115),
                        OptionalInt.of(5999),
                        OptionalInt.of(7999)));
    }

    @Test
    void twoPointsAreReleasedWhereNoLowerBoundIsGiven() {
        EvictionRules rules = parse("{\"cpuEvictThresholdPercent\": 90, \"memoryEvictThresholdPercent\": 1}");

        assertThat(rules.cpuUsage()).contains(band(90, 88));
        assertThat(rules.memoryUsage()).isEqualTo(band(1, 0));
    }

    @ParameterizedTest
    @CsvSource({"0, 50, false", "61, 80, false", "30, 29, false", "30, 100, false", "60, 60, true", "1, 99, true"})
    void boundsOfSatisfactionThatMakeNoSenseAreNotUsed(int lower, int upper, boolean usable) {
        Optional<Satisfaction> satisfaction = parse("{\"cpuEvictBESatisfactionLowerPercent\": " + lower
                        + ", \"cpuEvictBESatisfactionUpperPercent\": " + upper + "}")
                .satisfaction();

        assertThat(satisfaction.map(Satisfaction::isUsable)).contains(usable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"memoryEvictThresholdPercent\": 500} | memoryEvictThresholdPercent must be in 0..100, was 500",
                "{\"cpuEvictThresholdPercent\": 70, \"cpuEvictLowerPercent\": 70} "
                        + "| cpuEvictLowerPercent must be below the threshold 70%, was 70%",
                "{\"allocatableEvictPriorityThreshold\": 9000} "
                        + "| allocatableEvictPriorityThreshold must be in 0..7999, was 9000",
                "{\"cpuEvictPolicy\": \"magic\"} | cpuEvictPolicy is unknown: magic",
                "{\"cpuEvictTimeWindowSeconds\": -1} | cpuEvictTimeWindowSeconds must be in 0..600, was -1"
            })
    void aValueOutOfRangeIsNamed(String rule, String why) {
        assertThat(NodeSloDocument.parse(Json.parseObject("{\"resourceUsedThresholdWithBE\": " + rule + "}")))
                .isEqualTo(new Parsed.Invalid<>("resourceUsedThresholdWithBE." + why));
    }

    private static Band band(int threshold, int lower) {
        return new Band(new Percent(threshold), new Percent(lower));
    }

    private static EvictionRules parse(String rule) {
        return NodeSloDocument.parse(Json.parseObject("{\"resourceUsedThresholdWithBE\": " + rule + "}"))
                .valid()
                .map(NodeSlo::evictions)
                .orElseThrow();
    }
}
