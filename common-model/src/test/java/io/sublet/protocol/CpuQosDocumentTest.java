package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.CpuRules;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.model.slo.SchedulingRule.ClassRule;
import io.sublet.model.slo.SchedulingRule.Policy;
import io.sublet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuQosDocumentTest {
    @Test
    void readsEachClass() {
        SchedulingRule rule = strategy("""
                {"policies": {"cpuPolicy": "coreSched"},
                 "lsrClass": {"cpuQOS": {"enable": true}},
                 "lsClass": {"cpuQOS": {"enable": true, "groupIdentity": 1, "schedIdle": 0, "coreExpeller": false}},
                 "beClass": {"cpuQOS": {"enable": true, "schedIdle": 1}}}""")
                .valid()
                .map(NodeSlo::cpu)
                .map(CpuRules::scheduling)
                .orElseThrow();
        assertThat(rule.policy()).isEqualTo(Policy.CORE_SCHED);
        assertThat(rule.of(QosClass.LSE)).isEqualTo(new ClassRule(true, 2, false, true));
        assertThat(rule.of(QosClass.LS)).isEqualTo(new ClassRule(true, 1, false, false));
        assertThat(rule.of(QosClass.BE)).isEqualTo(new ClassRule(true, -1, true, false));
        assertThat(rule.of(QosClass.SYSTEM)).isEqualTo(new ClassRule(false, 0, false, false));
    }

    @Test
    void enablesNothingByDefault() {
        assertThat(strategy("{}").valid().map(NodeSlo::cpu)).contains(CpuRules.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"policies\": {\"cpuPolicy\": \"fair\"}}",
                "{\"lsClass\": {\"cpuQOS\": {\"groupIdentity\": 3}}}",
                "{\"beClass\": {\"cpuQOS\": {\"groupIdentity\": -2}}}",
                "{\"beClass\": {\"cpuQOS\": {\"schedIdle\": 2}}}"
            })
    void rejectsTheWholeDocumentForAValueOutOfRange(String strategy) {
        assertThat(strategy(strategy)).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"enable\": true, \"groupIdentity\": 1}; 1",
                "{\"enable\": true}; 0",
                "{\"groupIdentity\": 2}; 0",
                "{\"enable\": false, \"groupIdentity\": 2}; 0"
            })
    void readsThePodsOwnIdentity(String annotation, int identity) {
        assertThat(CpuQosDocument.identity(annotation)).isEqualTo(new Parsed.Valid<>(identity));
    }

    private static Parsed<NodeSlo> strategy(String strategy) {
        return NodeSloDocument.parse(Json.parseObject("{\"resourceQOSStrategy\": " + strategy + "}"));
    }
}
