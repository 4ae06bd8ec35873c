package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.CpuBurstRule.Policy;
import io.sublet.model.slo.CpuRules;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuBurstDocumentTest {
    private static final CpuBurstRule NODE = new CpuBurstRule(
            Policy.AUTO, new Percent(200), new Percent(150), Optional.of(Duration.ofSeconds(60)), new Percent(40));

    @Test
    void readsEveryFieldOfTheNodesPolicy() {
        assertThat(node("""
                {"policy": "auto", "cpuBurstPercent": 200, "cfsQuotaBurstPercent": 150,
                 "cfsQuotaBurstPeriodSeconds": 60, "sharePoolThresholdPercent": 40}""")).contains(NODE);
        assertThat(node("{}")).contains(CpuBurstRule.DEFAULT);
        assertThat(node("{\"policy\": \"auto\", \"cfsQuotaBurstPeriodSeconds\": -1}")
                        .flatMap(CpuBurstRule::period))
                .isEmpty();
    }

    @Test
    void laysAPodsAnnotationOverTheNodesPolicy() {
        assertThat(CpuBurstDocument.parse(NODE, "{\"policy\": \"none\"}").valid())
                .contains(new CpuBurstRule(
                        Policy.NONE,
                        new Percent(200),
                        new Percent(150),
                        Optional.of(Duration.ofSeconds(60)),
                        new Percent(40)));
        assertThat(CpuBurstDocument.parse(NODE, "{\"cfsQuotaBurstPeriodSeconds\": -1}")
                        .valid()
                        .flatMap(CpuBurstRule::period))
                .isEmpty();
        assertThat(CpuBurstDocument.parse(NODE, null)).isEqualTo(new Parsed.Absent<CpuBurstRule>());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"policy\": \"on\"}",
                "{\"cpuBurstPercent\": 0}",
                "{\"cpuBurstPercent\": 10001}",
                "{\"cfsQuotaBurstPercent\": 99}",
                "{\"cfsQuotaBurstPeriodSeconds\": -2}",
                "{\"sharePoolThresholdPercent\": 101}",
                "{\"sharePoolThresholdPercent\": -1}"
            })
    void rejectsTheWholeDocumentForAValueOutOfRange(String strategy) {
        assertThat(NodeSloDocument.parse(Json.parseObject("{\"cpuBurstStrategy\": " + strategy + "}")))
                .isInstanceOf(Parsed.Invalid.class);
        assertThat(CpuBurstDocument.parse(NODE, strategy)).isInstanceOf(Parsed.Invalid.class);
    }

    private static Optional<CpuBurstRule> node(String strategy) {
        return NodeSloDocument.parse(Json.parseObject("{\"cpuBurstStrategy\": " + strategy + "}"))
                .valid()
                .map(NodeSlo::cpu)
                .map(CpuRules::burst);
    }
}
