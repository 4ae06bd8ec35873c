package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.CpuSuppressRule.Policy;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.slo.HostApplication.Base;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSloDocumentTest {
    @Test
    void anEmptySpecIsTheDefaultPolicy() {
        assertThat(parse("{}")).isEqualTo(new Parsed.Valid<>(NodeSlo.DEFAULT));
    }

    @Test
    void theDefaultDocumentOfTheManagerIsTheDefaultPolicy() {
        String spec = """
                {"resourceUsedThresholdWithBE": {"enable": false, "cpuSuppressThresholdPercent": 65,
                   "cpuSuppressPolicy": "cpuset", "memoryEvictThresholdPercent": 70, "cpuEvictPolicy": "evictByRealLimit"},
                 "resourceQOSStrategy": {},
                 "cpuBurstStrategy": {"policy": "none", "cpuBurstPercent": 1000},
                 "systemStrategy": {"totalNetworkBandwidth": "0"},
                 "extensions": {"Object": {}}}""";

        assertThat(parse(spec)).isEqualTo(new Parsed.Valid<>(NodeSlo.DEFAULT));
    }

    @Test
    void everySuppressFieldIsRead() {
        String spec = """
                {"resourceUsedThresholdWithBE": {"enable": true, "cpuSuppressThresholdPercent": 80,
                   "cpuSuppressMinPercent": 5, "cpuSuppressPolicy": "cfsQuota"},
                 "resourceQOSStrategy": {"beClass": {"cpuQOS": {"enable": true, "schedIdle": 0}}}}""";

        NodeSlo slo = parse(spec).valid().orElseThrow();
        assertThat(slo.cpuSuppress())
                .isEqualTo(new CpuSuppressRule(true, new Percent(80), Optional.of(new Percent(5)), Policy.CFS_QUOTA));
        assertThat(slo.bestEffortIdle()).isFalse();
    }

    @Test
    void hostApplicationsAreWhereTheyAreSaidToBeOrWhereTheirClassIs() {
        String spec = """
                {"hostApplications": [
                  {"name": "nodemanager", "priority": "koord-batch", "qos": "BE",
                   "cgroupPath": {"base": "KubepodsBesteffort", "parentDir": "/yarn/", "relativePath": "work"}},
                  {"name": "nginx", "qos": "LSR"},
                  {"name": "backup", "qos": "BE"}]}""";

        assertThat(parse(spec).valid().orElseThrow().hostApplications())
                .containsExactly(
                        new HostApplication(
                                "nodemanager",
                                PriorityClass.BATCH,
                                QosClass.BE,
                                Base.KUBEPODS_BEST_EFFORT,
                                "yarn/work"),
                        new HostApplication(
                                "nginx",
                                PriorityClass.PROD,
                                QosClass.LSR,
                                Base.CGROUP_ROOT,
                                "host-latency-sensitive/nginx"),
                        new HostApplication(
                                "backup",
                                PriorityClass.BATCH,
                                QosClass.BE,
                                Base.CGROUP_ROOT,
                                "host-best-effort/backup"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"hostApplications\": [{\"qos\": \"LS\"}]}",
                "{\"hostApplications\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}",
                "{\"hostApplications\": [{\"name\": \"a\", \"cgroupPath\": {\"base\": \"Moon\"}}]}",
                "{\"hostApplications\": [{\"name\": \"a\", \"cgroupPath\": {\"relativePath\": \"../x\"}}]}"
            })
    void aHostApplicationThatCannotBeFoundIsInvalid(String spec) {
        assertThat(parse(spec)).isInstanceOf(Parsed.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"enable\": true, \"schedIdle\": 1} | true",
                "{\"enable\": true} | true",
                "{\"enable\": false, \"schedIdle\": 0} | true",
                "{\"enable\": true, \"schedIdle\": 0} | false"
            })
    void bestEffortIsIdleUnlessItIsDeclined(String cpuQos, boolean idle) {
        String spec = "{\"resourceQOSStrategy\": {\"beClass\": {\"cpuQOS\": " + cpuQos + "}}}";

        assertThat(parse(spec).valid().orElseThrow().bestEffortIdle()).isEqualTo(idle);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"cpuSuppressThresholdPercent\": 101} "
                        + "| resourceUsedThresholdWithBE.cpuSuppressThresholdPercent must be in 0..100, was 101",
                "{\"cpuSuppressMinPercent\": -1} "
                        + "| resourceUsedThresholdWithBE.cpuSuppressMinPercent must be in 0..100, was -1",
                "{\"cpuSuppressPolicy\": \"magic\"} "
                        + "| resourceUsedThresholdWithBE.cpuSuppressPolicy must be cpuset or cfsQuota, was magic",
                "{\"enable\": \"yes\"} | resourceUsedThresholdWithBE.enable must be true or false, was \"yes\""
            })
    void aValueOutOfRangeMakesTheWholeDocumentInvalid(String rule, String why) {
        assertThat(parse("{\"resourceUsedThresholdWithBE\": " + rule + "}")).isEqualTo(new Parsed.Invalid<>(why));
    }

    private static Parsed<NodeSlo> parse(String spec) {
        return NodeSloDocument.parse(Json.parseObject(spec));
    }
}
