package io.sublet.extender.pin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.PinMarks;
import io.sublet.extender.rank.PodShape;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.NumaTopologyPolicy;
import io.sublet.model.pod.PriorityClass;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.Parsed;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinPodTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // class | milli-CPU | resource-spec | policy that binds | asks
                "LSR    | 4000 | -                                                  | FULL_PCPUS      | true",
                "LSE    | 4000 | -                                                  | FULL_PCPUS      | true",
                "LSR    | 4000 | {}                                                 | FULL_PCPUS      | true",
                "LSR    | 4000 | {\"preferredCPUBindPolicy\":\"Default\"}           | FULL_PCPUS      | true",
                "LSR    | 4000 | {\"preferredCPUBindPolicy\":\"SpreadByPCPUs\"}     | SPREAD_BY_PCPUS | true",
                "LSR    | 4000 | {\"requiredCPUBindPolicy\":\"SpreadByPCPUs\"}      | SPREAD_BY_PCPUS | true",
                "LSR    | 4000 | {\"preferredCPUBindPolicy\":\"ConstrainedBurst\"}  | NONE            | false",
                "LSR    | 1500 | -                                                  | FULL_PCPUS      | true",
                "LSR    | 0    | -                                                  | FULL_PCPUS      | false",
                "LS     | 4000 | -                                                  | NONE            | false",
                "LS     | 4000 | {\"preferredCPUBindPolicy\":\"FullPCPUs\"}         | NONE            | false",
                "BE     | 4000 | -                                                  | NONE            | false",
                "SYSTEM | 4000 | -                                                  | NONE            | false",
                "-      | 4000 | -                                                  | NONE            | false",
            })
    void podsOfTheHighClassesAskForTheirCpus(
            String qos, long milliCpu, String spec, CpuBindPolicy policy, boolean asks) {
        PinPod pod =
                Pins.pod(Pins.shape("a", milliCpu, map(Labels.POD_QOS, qos), map(Annotations.RESOURCE_SPEC, spec)));

        assertThat(pod.request().policy()).isEqualTo(policy);
        assertThat(pod.asks()).isEqualTo(asks);
    }

    @Test
    void onlyProdPodsAreBound() {
        PodShape prod = Pins.shape("a", 4);
        PodShape batch = new PodShape(
                prod.ref(),
                prod.schedulerName(),
                PriorityClass.BATCH,
                false,
                prod.resources(),
                prod.estimation(),
                prod.pinMarks());

        assertThat(Pins.pod(batch).asks()).isFalse();
    }

    @Test
    void aNumaPolicyIsAskedForByPodsOfEveryClass() {
        PinPod pod = Pins.pod(Pins.shape(
                "a",
                500,
                Map.of(),
                Map.of(Annotations.NUMA_TOPOLOGY_SPEC, "{\"numaTopologyPolicy\":\"SingleNUMANode\"}")));

        assertThat(pod.request().numaPolicy()).isEqualTo(NumaTopologyPolicy.SINGLE_NUMA_NODE);
        assertThat(pod.asks()).isTrue();
        assertThat(pod.asksForCpus()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                Annotations.RESOURCE_SPEC
                        + "|{\"requiredCPUBindPolicy\":\"Whole\"}|requiredCPUBindPolicy is unknown: Whole",
                Annotations.RESOURCE_SPEC + "|[]|",
                Annotations.NUMA_TOPOLOGY_SPEC + "|{\"numaTopologyPolicy\":7}|numaTopologyPolicy must be a string",
            })
    void whatCannotBeReadIsSaidToBe(String annotation, String text, String why) {
        PodShape shape = Pins.shape("a", 1000, Map.of(Labels.POD_QOS, "LSR"), Map.of(annotation, text));

        assertThat(PinPod.of(shape, CpuBindPolicy.FULL_PCPUS))
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        invalid -> assertThat(invalid.why())
                                .startsWith("annotation " + annotation + " cannot be read: ")
                                .contains(why == null ? "" : why));
    }

    @Test
    void theMarkIsNoResource() {
        PinMarks marks = Pins.shape("a", 4).pinMarks();

        assertThat(marks.marked()).isTrue();
        assertThat(PinPod.amounts(new io.sublet.extender.rank.ResourceAmounts(Map.of("sublet.io/pinned", 0L)))
                        .others())
                .isEmpty();
    }

    private static Map<String, String> map(String key, String value) {
        Map<String, String> map = new HashMap<>();
        if (value != null) {
            map.put(key, value);
        }
        return map;
    }
}
